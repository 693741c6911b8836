import Foundation
import Testing
import TruceDocument
import TruceServer
import TruceTestSupport

@testable import TruceCommand

/// The store over TCP, with tokens and TLS, as commands meet it.
struct NetworkTests {
    /// A certificate for localhost and 127.0.0.1, which is its own authority, and its key.
    private static let pair: (certificate: [UInt8], key: [UInt8]) = make("DNS:localhost,IP:127.0.0.1")
    /// One for another host.
    private static let other = make("DNS:elsewhere.example")

    private static func make(_ names: String) -> (certificate: [UInt8], key: [UInt8]) {
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
            "-subj", "/CN=test", "-addext", "subjectAltName=\(names)", "-keyout", "-", "-out", "-",
        ]
        guard let ran = try? TruceTestSupport.run("openssl", arguments, on: []), ran.status == 0 else {
            return ([], [])
        }
        let text = String(decoding: ran.output, as: UTF8.self)
        guard let start = text.range(of: "-----BEGIN CERTIFICATE-----")?.lowerBound else { return ([], []) }
        return (Array(text[start...].utf8), Array(text[..<start].utf8))
    }

    /// Writes both into a folder of their own.
    private func write(
        _ pair: (certificate: [UInt8], key: [UInt8]), to folder: TemporaryFolder
    ) throws -> ServerConfiguration.TLSFiles {
        let files = ServerConfiguration.TLSFiles(certificate: folder("cert.pem"), key: folder("key.pem"))
        try writeFile(pair.certificate, to: files.certificate)
        try writeFile(pair.key, to: files.key)
        chmod(files.key, 0o600)
        return files
    }

    private func serving(
        tls pair: (certificate: [UInt8], key: [UInt8])? = nil,
        _ body: (TestStore, TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = TemporaryFolder()
        let files = try pair.map { try write($0, to: folder) }
        try await TestStore.serving {
            $0.listeners.append(.tcp(host: "127.0.0.1", port: 0))
            $0.tls = files
        } _: { store in
            try await body(store, folder)
        }
    }

    @Test func overTLSWithAToken() async throws {
        try await serving(tls: Self.pair) { store, folder in
            let token = await store.truce("user", "add", "ann", "--role", "writer").text.filter { !$0.isNewline }
            let environment = ["TRUCE_TOKEN": token, "TRUCE_CA_FILE": folder("cert.pem")]
            for host in ["localhost", "127.0.0.1"] {
                let server = "https://\(host):\(store.port)"
                let put = await store.truce(
                    "put", "--create", host, "--server", server, input: Array("text".utf8), environment: environment)
                #expect(put.status == 0, "\(put.error)")
                let get = await store.truce("get", host, "--server", server, environment: environment)
                #expect(get.text == "text")
            }
            let log = await store.truce("log", "localhost", "--json")
            #expect(log.text.contains("\"author\":\"ann\""))
            // A reader of the token's holder alone: the role is the server's to know.
            let users = await store.truce(
                "user", "list", "--server", "https://localhost:\(store.port)", environment: environment)
            #expect(users.status == 4)
            #expect(users.error == "truce: This needs the role admin; you have the role writer.\n")
        }
    }

    @Test func aServerThatIsNotWhoItSays() async throws {
        try await serving(tls: Self.pair) { store, folder in
            let server = "https://127.0.0.1:\(store.port)"
            let unknown = await store.truce("ls", "--server", server)
            #expect(unknown.status == 4)
            #expect(unknown.error.contains("signed by nobody whom you trust: nothing was sent"))
            let missing = await store.truce("ls", "--server", server, "--ca-file", folder("none"))
            #expect(missing.status == 3)
            #expect(missing.error.contains("cannot be read from \(folder("none"))"))
        }
        try await serving(tls: Self.other) { store, folder in
            let wrong = await store.truce(
                "ls", "--server", "https://localhost:\(store.port)", "--ca-file", folder("cert.pem"))
            #expect(wrong.status == 4)
            #expect(wrong.error.contains("is another host's: nothing was sent"))
        }
        try await serving { store, _ in
            let plain = await store.truce("ls", "--server", "https://127.0.0.1:\(store.port)")
            #expect(plain.status == 3)
            #expect(plain.error.contains("speaks no TLS. Is it http://"))
        }
    }

    @Test func aTokenIsNotSentInTheClear() async throws {
        let token = try #require(AccessToken(bytes: Array(repeating: 7, count: AccessToken.randomBytes)))
        // Nothing is asked of the host, so that it need not exist.
        let ran = await run(
            ["ls", "--server", "http://192.0.2.1:1"],
            environment: ["TRUCE_TOKEN": token.secret, "HOME": "/nonexistent"])
        #expect(ran.status == 4)
        #expect(ran.error.contains("Your token was not sent to http://192.0.2.1:1"))
        #expect(!ran.error.contains(token.secret))
        // On this machine it is.
        try await serving { store, _ in
            let server = "http://localhost:\(store.port)"
            let missing = await store.truce("ls", "--server", server, environment: ["HOME": "/nonexistent"])
            #expect(missing.status == 4)
            #expect(missing.error.contains("Authorization: Bearer $TRUCE_TOKEN"))
            let wrong = await store.truce("ls", "--server", server, environment: ["TRUCE_TOKEN": token.secret])
            #expect(wrong.status == 4)
            let cut = await store.truce("ls", "--server", server, environment: ["TRUCE_TOKEN": "truce_x"])
            #expect(cut.status == 2)
            #expect(cut.error == "truce: TRUCE_TOKEN holds no token: it is mistyped or cut\n")
        }
    }

    @Test func tokensOfAFileGoToTheirServersAlone() async throws {
        try await serving { store, folder in
            let server = "http://127.0.0.1:\(store.port)"
            let token = await store.truce("user", "add", "ann").text.filter { !$0.isNewline }
            try FileManager.default.createDirectory(atPath: folder("truce"), withIntermediateDirectories: true)
            let path = folder("truce/tokens")
            func list(_ file: String, mode: mode_t = 0o600) async throws -> TestStore.Ran {
                try writeFile(Array(file.utf8), to: path)
                chmod(path, mode)
                return await store.truce("ls", "--server", server, environment: ["XDG_CONFIG_HOME": folder.path])
            }
            #expect(try await list("# ours\n\n\(server) \(token)\n").status == 0)
            #expect(try await list("\(server)/   \(token)").status == 0)
            #expect(try await list("http://127.0.0.1:1 \(token)\n").error.contains("Send a token"))
            let open = try await list("\(server) \(token)\n", mode: 0o640)
            #expect(open.status == 2)
            #expect(open.error.contains("chmod 600 \(path)"))
            let broken = try await list("\(server) \(token.dropLast())\n")
            #expect(broken.error.contains("\(path), line 1: write a server and its token"))
        }
    }

    @Test func usersComeAndGo() async throws {
        try await TestStore.serving { store in
            #expect(
                await store.truce("user", "list", isTerminal: true).error
                    == "No users. 'truce user add NAME' adds one.\n")
            let added = await store.truce("user", "add", "ann", "--role", "reader", isTerminal: true)
            #expect(added.text.hasPrefix("truce_") && added.text.hasSuffix("\n"))
            #expect(added.error.contains("shown once"))
            let again = await store.truce("user", "add", "ann")
            #expect(again.status == 1)
            #expect(again.error.contains("ann is a user already"))
            #expect(await store.truce("user", "token", "ann").status == 0)
            let line = await store.truce("user", "list").text
            let fields = line.split(separator: "\t")
            #expect(fields.prefix(2) == ["ann", "reader"])
            let ids = fields.last?.split(whereSeparator: \.isWhitespace) ?? []
            #expect(ids.count == 2)
            #expect(await store.truce("user", "revoke", "ann", String(ids[0])).status == 0)
            for ran in [
                await store.truce("user", "revoke", "ann", String(ids[0])),
                await store.truce("user", "remove", "nobody"), await store.truce("user", "token", "nobody"),
            ] {
                #expect(ran.status == 1 && ran.error.hasSuffix(" See 'truce user list'.\n"), "\(ran.error)")
            }
            let typed = await store.truce("user", "revoke", "ann", added.text.filter { !$0.isNewline })
            #expect(typed.status == 2)
            #expect(typed.error.contains("Name its id"))
            #expect(await store.truce("user", "remove", "ann").status == 0)
            #expect(await store.truce("user", "list").text.isEmpty)
        }
    }
}
