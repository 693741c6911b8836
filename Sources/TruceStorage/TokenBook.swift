internal import GRDB
internal import Synchronization
internal import TruceDocument

/// The digests of all tokens that are good, in memory, so that letting somebody in asks no database, and a guess costs
/// what a good token costs.
///
/// Only the writer changes it, after each commit and before anybody is told of its success: a token that was taken back
/// is refused from that answer on.
final class TokenBook: Sendable {
    /// What a committed transaction did to the tokens.
    enum Change: Hashable, Sendable {
        case issued(KnownToken)
        case revoked(id: String)
        case removed(user: String)
    }

    /// By the first 48 bits of the digest, which tell nothing of the token.
    private let known: Mutex<[Substring: [KnownToken]]>
    /// Compared with where nothing else is, so that a miss takes the time of a hit.
    private static let decoy = Digest(of: [])

    init(_ tokens: [KnownToken]) {
        known = Mutex(Dictionary(grouping: tokens, by: \.digest.short))
    }

    var isEmpty: Bool { known.withLock(\.isEmpty) }

    func holder(of digest: Digest) -> TokenHolder? {
        let candidates = known.withLock { $0[digest.short] ?? [] }
        guard !candidates.isEmpty else {
            _ = digest.matches(Self.decoy)
            return nil
        }
        return candidates.filter { $0.digest.matches(digest) }.first?.holder
    }

    func isGood(id: String) -> Bool {
        known.withLock { $0.values.contains { $0.contains { $0.holder.tokenID == id } } }
    }

    /// Returns the ids of the tokens that are good no longer.
    func apply(_ changes: [Change]) -> [String] {
        guard !changes.isEmpty else { return [] }
        return known.withLock { known in
            changes.flatMap { change -> [String] in
                switch change {
                case .issued(let token):
                    known[token.digest.short, default: []].append(token)
                    return []
                case .revoked(let id): return Self.remove(from: &known) { $0.holder.tokenID == id }
                case .removed(let user): return Self.remove(from: &known) { $0.holder.user == user }
                }
            }
        }
    }

    private static func remove(
        from known: inout [Substring: [KnownToken]], where isGone: (KnownToken) -> Bool
    ) -> [String] {
        var ids: [String] = []
        for (key, tokens) in known where tokens.contains(where: isGone) {
            ids += tokens.filter(isGone).map(\.holder.tokenID)
            let rest = tokens.filter { !isGone($0) }
            known[key] = rest.isEmpty ? nil : rest
        }
        return ids
    }
}

/// What the store knows of a token, which is not the token.
struct KnownToken: Hashable, Sendable {
    var digest: Digest
    var holder: TokenHolder
}

/// All tokens of a database that is being opened.
func knownTokens(in pool: DatabasePool, path: String) throws(StoreOpenError) -> [KnownToken] {
    do {
        return try pool.read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, user, role, sha256 FROM tokens JOIN users ON users.name = tokens.user")
            return try rows.map { row in
                guard let digest = Digest(hex: row["sha256"]), let role = Role(rawValue: row["role"]) else {
                    throw Damage(what: "token \(row["id"] as String) cannot be read")
                }
                return KnownToken(
                    digest: digest, holder: TokenHolder(tokenID: row["id"], user: row["user"], role: role))
            }
        }
    } catch {
        throw StoreOpenError(.other("\(error)"), path: path)
    }
}
