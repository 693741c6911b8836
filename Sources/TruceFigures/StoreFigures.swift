import Glibc

/// Prints how many requests a second truce answers beside Kinto, in turns, as medians: asked are 20 times Kinto's for GET,
/// 304 and the answer to a stale save, and 10 times for a durable save by 8 and 32.
///
/// `floor` is a `floorstore`, for what the disk alone allows; nil for none.
func printStores(_ program: String, _ folder: String, kinto: UInt16, floor: String?) {
    let rounds = 5
    var peers = [Peer.truce(port: 7311), Peer.kinto(port: kinto)]
    let address = "127.0.0.1:\(peers[0].port)"
    var servers = [Child([program, "serve", "--listen", address, "--no-auth", "--store", folder + "/store.sqlite"])]
    if let floor {
        peers.append(.floor(port: 7301))
        servers.append(Child([floor, "7301", folder + "/floor.log"]))
    }
    defer { for server in servers { server.end() } }
    print("request  connections " + peers.map { ("  \($0.name)/s").padded(from: 12) }.joined() + "  truce/kinto")
    for question in Question.allCases {
        for connections in [1, 8, 32] {
            var rates: [[Double]] = peers.map { _ in [] }
            for round in 0..<rounds {
                for (index, peer) in peers.enumerated() {
                    guard question != .conflict || peer.name != "floor" else { continue }
                    rates[index].append(Load(peer, question, connections: connections, round: round).rate(seconds: 1))
                }
            }
            let medians = rates.map { $0.isEmpty ? 0 : median($0) }
            let asked = question != .put ? "  (asked: 20)" : connections > 1 ? "  (asked: 10)" : ""
            print(
                question.rawValue.padded(to: 8), String(connections).padded(from: 11),
                medians.map { String(Int($0)).padded(from: 12) }.joined(),
                tenths(medians[0] / medians[1], width: 10) + asked)
            fflush(nil)
        }
    }
}
