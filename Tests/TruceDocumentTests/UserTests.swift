import Testing

@testable import TruceDocument

@Suite("Users and aliases")
struct UserTests {
    static let at = Timestamp(milliseconds: 1_776_773_291_000)

    @Test("Users and tokens come back from JSON", arguments: Role.allCases)
    func roundTrip(role: Role) throws {
        let user = User(name: "ann", role: role, createdAt: Self.at, tokens: [.init(id: "01J9", createdAt: Self.at)])
        #expect(try User(decoding: user.encoded()) == user)
        let new = NewUser(name: "é", role: role)
        #expect(try NewUser(decoding: new.encoded()) == new)
        let issued = IssuedToken(id: "01J9", token: try IdentityTests.token(seed: 3), createdAt: Self.at)
        #expect(try IssuedToken(decoding: issued.encoded()) == issued)
    }

    @Test("An answer with a token that was cut is refused")
    func cutToken() throws {
        let issued = IssuedToken(id: "1", token: try IdentityTests.token(seed: 3), createdAt: Self.at)
        let text = String(decoding: issued.encoded(), as: UTF8.self).replacing("truce_", with: "truce")
        let error = #expect(throws: JSON.Invalid.self) { try IssuedToken(decoding: Array(text.utf8)) }
        #expect(error?.pointer == "/token")
    }

    @Test(
        "Names of actors",
        arguments: [
            ("ann", true), ("é", true), ("漢字", true), ("a.b@c", true), ("", false), ("a b", false), ("a\nb", false),
            ("a\u{200B}b", false), ("a\u{202E}b", false), ("a\u{2028}b", false), ("\u{E000}", false),
            (String(repeating: "a", count: 200), true), (String(repeating: "a", count: 201), false),
        ])
    func names(text: String, isName: Bool) {
        #expect(User.isName(text) == isName)
    }

    @Test(
        "Faults of a new user",
        arguments: [
            ("{}", ["/name", "/role"]), (#"{"name":"a b","role":"owner"}"#, ["/name", "/role"]),
            (#"{"name":"a","role":"admin","tokens":[],"x":1}"#, ["/tokens", "/x"]),
        ])
    func faults(text: String, pointers: [String]) {
        let error = #expect(throws: Problem.self) { try NewUser(decoding: Array(text.utf8)) }
        guard case .invalidDocument(let faults)? = error?.cause else { return #expect(Bool(false)) }
        #expect(faults.map(\.pointer) == pointers)
    }

    @Test("What an alias leads to")
    func aliases() throws {
        let target = AliasTarget(document: "ops/runbook")
        #expect(try AliasTarget(decoding: target.encoded()) == target)
        for text in ["{}", #"{"document":1}"#, #"{"document":"a","x":1}"#] {
            #expect(throws: Problem.self) { try AliasTarget(decoding: Array(text.utf8)) }
        }
    }
}
