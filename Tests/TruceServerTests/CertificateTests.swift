import Foundation
import Testing
import TruceTestSupport

@testable import TruceServer

/// What is wrong with a certificate is said with its file and line.
@Suite struct CertificateTests {
    private static func make(_ arguments: String...) throws -> [UInt8] {
        try run("openssl", arguments, on: []).output
    }

    private func error(certificate: [UInt8], key: [UInt8], mode: Int = 0o600) throws -> String? {
        let folder = TemporaryFolder()
        try Data(certificate).write(to: URL(fileURLWithPath: folder("c")))
        try Data(key).write(to: URL(fileURLWithPath: folder("k")))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder("k"))
        do {
            let tls = try ServerTLS(.init(certificate: folder("c"), key: folder("k")))
            try tls.reload()
            return nil
        } catch {
            return error.description.replacing(folder.path + "/", with: "")
        }
    }

    @Test func faultsAreNamed() throws {
        let both = try Self.make(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
            "-keyout", "-", "-out", "-")
        let otherKey = try Self.make("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1")
        let locked = try Self.make(
            "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-aes256", "-pass", "pass:x")
        // One file may hold both, and words between them.
        let words = Array("# words\n".utf8) + both
        #expect(try error(certificate: words, key: words) == nil)
        #expect(try error(certificate: both, key: otherKey)?.hasPrefix("k: the key does not belong to") == true)
        #expect(try error(certificate: both, key: locked)?.contains("k: line 1: the key has a passphrase") == true)
        #expect(try error(certificate: both, key: both, mode: 0o644)?.contains("chmod 600") == true)
        #expect(try error(certificate: [], key: both)?.hasPrefix("c: there is no certificate in it") == true)
        #expect(try error(certificate: both, key: [])?.hasPrefix("k: there is no key in it") == true)
        let broken = Array("\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".utf8)
        #expect(
            try error(certificate: broken, key: both)
                == "c: line 2: the certificate that begins here cannot be read.")
        let cut = Array("\n\n-----BEGIN CERTIFICATE-----\nAAAA\n".utf8)
        #expect(
            try error(certificate: cut, key: both)?.contains("line 3: what begins here has no -----END CERT") == true)
        #expect(throws: ServerStartError.self) { try ServerTLS(.init(certificate: "/none/c", key: "/none/k")) }
    }

    /// Whoever does not encrypt, or takes too long to begin, gets no answer and holds up nobody.
    @Test func handshakesHaveALimit() async throws {
        let both = try Self.make(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
            "-keyout", "-", "-out", "-")
        let folder = TemporaryFolder()
        try Data(both).write(to: URL(fileURLWithPath: folder("both")))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder("both"))
        let change: (inout ServerConfiguration) -> Void = {
            $0.tls = .init(certificate: folder("both"), key: folder("both"))
            $0.timeouts.handshake = .milliseconds(50)
        }
        try await ServerFixture.run(change) { server in
            for beginning in ["", "\u{16}\u{3}", "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
                let rest = try await server.talk(over: server.tcp) { client in
                    try client.send(beginning)
                    // It may be reset, since nobody read what it sent.
                    return (try? client.receiveRest()) ?? ""
                }
                #expect(!rest.contains("HTTP"), "\(beginning)")
            }
            let status = try await server.talk { client in
                try client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try client.receive().status
            }
            #expect(status == 200)
        }
    }

    @Test(arguments: [
        ("", []), ("words\n", []), ("-----BEGIN A-----\r\nx\r\n-----END A-----\r\n", ["A 1"]),
        ("a\n-----BEGIN A-----\n-----END A-----\nb\n-----BEGIN B C-----\nx\n-----END B C-----", ["A 2", "B C 5"]),
    ])
    func blocks(_ text: String, _ expected: [String]) throws {
        #expect(try PEMBlock.all(in: Array(text.utf8)).map { "\($0.label) \($0.line)" } == expected)
    }

    @Test(arguments: [
        ("-----BEGIN A-----\nx\n", 1), ("\n-----BEGIN A-----\n-----END B-----\n", 2),
        ("-----BEGIN A-----\n-----BEGIN A-----\n-----END A-----\n", 1),
    ])
    func unfinishedBlocks(_ text: String, _ line: Int) {
        let error = #expect(throws: PEMBlock.Unfinished.self) { try PEMBlock.all(in: Array(text.utf8)) }
        #expect(error == PEMBlock.Unfinished(label: "A", line: line))
    }
}
