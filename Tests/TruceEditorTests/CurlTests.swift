import Testing
import TruceDocument

@testable import TruceEditor

@Suite struct CurlTests {
    private func exchange(
        _ method: String, _ path: String, _ headers: [(String, String)] = [], body: [UInt8] = []
    ) -> Exchange {
        Exchange(
            method: method, path: path, requestHeaders: headers.map { Exchange.Header($0.0, $0.1) },
            requestBody: Exchange.Body(body), status: 200, responseHeaders: [], responseBody: Exchange.Body([]),
            at: noon, microseconds: 1)
    }

    @Test(arguments: [
        (Endpoint.url("http://127.0.0.1:7311"), "curl -i http://127.0.0.1:7311/v1/documents"),
        (
            .socket(path: "/run/user/1000/truce.sock"),
            "curl -i --unix-socket /run/user/1000/truce.sock http://localhost/v1/documents"
        ),
        (
            .socket(path: "/tmp/o'clock dir/s"),
            "curl -i --unix-socket '/tmp/o'\\''clock dir/s' http://localhost/v1/documents"
        ),
    ])
    func endpoints(endpoint: Endpoint, expected: String) {
        #expect(exchange("GET", "/v1/documents").curl(endpoint) == expected)
    }

    @Test(arguments: [
        ("GET", "/v1/documents?limit=1&sort=name", "curl -i 'http://h/v1/documents?limit=1&sort=name'"),
        ("HEAD", "/v1/documents/a%20b", "curl -i 'http://h/v1/documents/a%20b' -I"),
        ("DELETE", "/v1/documents/a", "curl -i http://h/v1/documents/a -X DELETE"),
    ])
    func methods(method: String, path: String, expected: String) {
        #expect(exchange(method, path).curl(.url("http://h")) == expected)
    }

    @Test func headersThatCurlMakesItselfAreLeftOut() {
        let headers = [
            ("Host", "h"), ("content-length", "3"), ("User-Agent", "truce"), ("X-Request-ID", "1"),
            ("If-Match", "\"17-9c1f\""), ("Authorization", "Bearer secret"), ("Truce-Actor", "o'neil"),
        ]
        #expect(
            exchange("PUT", "/d", headers).curl(.url("http://h"))
                == "curl -i http://h/d -X PUT -H 'If-Match: \"17-9c1f\"' -H 'Truce-Actor: o'\\''neil' "
                + "-H \"Authorization: Bearer $TRUCE_TOKEN\"")
    }

    @Test(arguments: [
        ("it's $HOME `id` \\n \"x\"\n", "--data-raw 'it'\\''s $HOME `id` \\n \"x\"\n'"),
        ("@file", "--data-raw '@file'"),
        ("plain", "--data-raw plain"), ("'\u{301};x", "--data-raw ''\\''\u{301};x'"),
    ])
    func bodies(text: String, expected: String) {
        let command = exchange("PUT", "/d", body: Array(text.utf8)).curl(.url("http://h"))
        #expect(command == "curl -i http://h/d -X PUT -H Content-Type: " + expected)
    }

    @Test func theContentTypeThatWasSentIsKept() {
        let command = exchange("PUT", "/d", [("content-type", "text/plain")], body: [97]).curl(.url("http://h"))
        #expect(command == "curl -i http://h/d -X PUT -H 'content-type: text/plain' --data-raw a")
    }

    @Test func bodiesThatNoShellWordCanHoldComeFromAFile() {
        for body in [[0xFF], [97, 0], Array(repeating: 97, count: Exchange.keptBytes + 1)] as [[UInt8]] {
            #expect(
                exchange("PUT", "/d", body: body).curl(.url("http://h"))
                    == "curl -i http://h/d -X PUT -H Content-Type: --data-binary @FILE")
        }
    }
}
