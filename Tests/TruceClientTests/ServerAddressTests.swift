import Testing
import TruceDocument

@testable import TruceClient

@Suite("ServerAddress")
struct ServerAddressTests {
    @Test(
        "Addresses and how they are written",
        arguments: [
            ("unix:/run/user/1/truce/store.sock", ServerAddress.unixSocket(path: "/run/user/1/truce/store.sock"), nil),
            ("unix:store.sock", .unixSocket(path: "store.sock"), nil),
            ("unix:///a/b", .unixSocket(path: "/a/b"), "unix:/a/b"),
            ("http://localhost:8080", .http(host: "localhost", port: 8080), nil),
            ("http://localhost:8080/", .http(host: "localhost", port: 8080), "http://localhost:8080"),
            ("http://example.org", .http(host: "example.org", port: 80), nil),
            ("http://[::1]:8080", .http(host: "::1", port: 8080), nil),
            ("http://[::1]", .http(host: "::1", port: 80), nil),
            ("https://example.org", .https(host: "example.org", port: 443), nil),
            ("https://[::1]:7311/", .https(host: "::1", port: 7311), "https://[::1]:7311"),
        ] as [(String, ServerAddress, String?)])
    func parsed(text: String, address: ServerAddress, written: String?) throws {
        #expect(try ServerAddress(text) == address)
        #expect(address.description == written ?? text)
    }

    @Test(
        "What is no address, and why",
        arguments: [
            ("", "no scheme"), ("localhost:8080", "no scheme"), ("ftp://x", "no scheme"),
            ("https://", "host"),
            ("https://a:0", "port"),
            ("unix:", "path"), ("http://", "host"), ("http://:80", "host"), ("http://a:0", "port"),
            ("http://a:65536", "port"), ("http://a:x", "port"), ("http://a:", "port"), ("http://[::1]x", "port"),
            ("http://a/b", "only a host"), ("http://u@a", "only a host"), ("http://a?q", "only a host"),
            ("http://a b", "only a host"),
        ])
    func refused(text: String, why: String) {
        let problem = #expect(throws: Problem.self) { try ServerAddress(text) }
        #expect(problem?.detail.contains(why) == true)
    }
}
