import Testing

@testable import TruceDocument

@Suite("Workflow")
struct WorkflowTests {
    static let standard = Workflow.standard

    @Test("The standard workflow holds the rules that others are held to")
    func standardIsValid() throws {
        #expect(try Workflow(start: Self.standard.start, statuses: Self.standard.statuses) == Self.standard)
        #expect(Self.standard.statuses.map(\.name) == ["draft", "review", "approved", "published", "archived"])
        #expect(Self.standard.statuses.filter { !$0.isEditable }.map(\.name) == ["archived"])
    }

    @Test("What is written is read back")
    func roundTrip() throws {
        #expect(try Workflow(decoding: Self.standard.encoded()) == Self.standard)
        let small = try Workflow(decoding: Array(#"{"statuses":[{"name":"only"}],"start":"only"}"#.utf8))
        #expect(small.statuses == [.init("only", isEditable: true, transitions: [])])
        #expect(
            String(decoding: small.encoded(), as: UTF8.self)
                == #"{"start":"only","statuses":[{"name":"only","editable":true,"transitions":[]}]}"#)
    }

    @Test(
        "Ways between statuses",
        arguments: [
            ("draft", "draft", []), ("draft", "review", ["review"]),
            ("draft", "published", ["review", "approved", "published"]),
            ("archived", "draft", ["published", "approved", "review", "draft"]),
            ("draft", "nowhere", nil), ("gone", "draft", ["draft"]), ("gone", "review", ["draft", "review"]),
            ("gone", "gone", []), ("gone", "other", nil),
        ] as [(String, String, [String]?)])
    func paths(from: String, to: String, path: [String]?) {
        #expect(Self.standard.path(from: from, to: to) == path)
    }

    @Test("A status that the workflow does not know leads to the start and takes no text")
    func unknownStatus() {
        #expect(Self.standard.allowedTransitions(from: "gone") == ["draft"])
        #expect(!Self.standard.isEditable("gone") && !Self.standard.isEditable("archived"))
        #expect(Self.standard.isEditable("published"))
    }

    @Test("A refusal says what is allowed and the way")
    func refusals() {
        #expect(Self.standard.refusal(from: "draft", to: "review") == nil)
        #expect(
            Self.standard.refusal(from: "draft", to: "approved")
                == InvalidTransition(
                    currentStatus: "draft", requestedStatus: "approved", allowedTransitions: ["review"],
                    path: ["review", "approved"]))
        #expect(Self.standard.refusal(from: "draft", to: "draft")?.path == nil)
        #expect(Self.standard.refusal(from: "draft", to: "nowhere")?.path == nil)
    }

    /// All workflows of three statuses in which all can be reached: a path is a walk along transitions, and no walk is
    /// shorter (by the lengths that Floyd and Warshall give).
    @Test("Paths are walks, and the shortest")
    func pathsAreShortest() throws {
        let names = ["a", "b", "c"]
        var valid = 0
        for edges in 0..<64 {
            var bit = 0
            let statuses = names.map { from in
                Workflow.Status(
                    from,
                    transitions: names.filter { to in
                        guard to != from else { return false }
                        defer { bit += 1 }
                        return edges >> bit & 1 == 1
                    })
            }
            guard let workflow = try? Workflow(start: "a", statuses: statuses) else { continue }
            valid += 1
            var length: [String: Int] = [:]
            for from in names {
                for to in names {
                    length[from + to] = from == to ? 0 : workflow.allowedTransitions(from: from).contains(to) ? 1 : 99
                }
            }
            for middle in names {
                for from in names {
                    for to in names {
                        let around = length[from + middle, default: 99] + length[middle + to, default: 99]
                        length[from + to] = min(length[from + to, default: 99], around)
                    }
                }
            }
            for from in names {
                for to in names {
                    let path = workflow.path(from: from, to: to)
                    #expect((path?.count ?? 99) == min(length[from + to, default: 99], 99))
                    for (step, next) in zip([from] + (path ?? []), path ?? []) {
                        #expect(workflow.refusal(from: step, to: next) == nil)
                    }
                }
            }
        }
        // a leads to both (16 choices for the others), or to one of them and that one to the other (8 each).
        #expect(valid == 32)
    }

    @Test(
        "Every fault names its place",
        arguments: [
            ("{", [""]), ("[]", [""]), ("{}", ["/start", "/statuses"]),
            (#"{"start":"a","statuses":[]}"#, ["/statuses"]),
            (#"{"start":1,"statuses":{}}"#, ["/start", "/statuses"]),
            (#"{"start":"x","statuses":[{"name":"a"}]}"#, ["/start"]),
            (#"{"statuses":[{"name":"a"}]}"#, ["/start"]),
            (#"{"start":"a","statuses":[{"name":"a"},{"name":"a"}]}"#, ["/statuses/1/name"]),
            (#"{"start":"a","statuses":[{"name":"a","transitions":["b"]}]}"#, ["/statuses/0/transitions/0"]),
            (#"{"start":"a","statuses":[{"name":"a","transitions":["a"]}]}"#, ["/statuses/0/transitions/0"]),
            (
                #"{"start":"a","statuses":[{"name":"a","transitions":["b","b"]},{"name":"b"}]}"#,
                ["/statuses/0/transitions/1"]
            ),
            (
                #"{"start":"a","statuses":[{"name":"a"},{"name":"b","transitions":["a"]},{"name":"c"}]}"#,
                ["/statuses/1", "/statuses/2"]
            ),
            (#"{"start":"A","statuses":[{"name":"A"}]}"#, ["/statuses/0/name"]),
            (#"{"start":"","statuses":[{"name":""}]}"#, ["/statuses/0/name"]),
            (#"{"start":"a","statuses":[{"name":"a","editable":1}]}"#, ["/statuses/0/editable"]),
            (#"{"start":"a","statuses":[{"name":"a","colour":1}]}"#, ["/statuses/0/colour"]),
            (#"{"start":"a","statuses":[{"name":"a"}],"end":"a"}"#, ["/end"]),
            (#"{"start":"a","statuses":[{}]}"#, ["/statuses/0/name"]),
        ])
    func faults(text: String, pointers: [String]) {
        let error = #expect(throws: Workflow.Invalid.self) { try Workflow(decoding: Array(text.utf8)) }
        #expect(error?.faults.map(\.pointer) == pointers)
        #expect(error?.sentence.isEmpty == false)
    }

    @Test("Too many statuses are refused")
    func tooMany() {
        let statuses = (0...Workflow.maximumStatuses).map { Workflow.Status("s\($0)", transitions: []) }
        let error = #expect(throws: Workflow.Invalid.self) { try Workflow(start: "s0", statuses: statuses) }
        #expect(error?.sentence == "/statuses: A workflow has at most 100 statuses; these are 101.")
    }

    @Test("The request for a transition")
    func transitions() throws {
        #expect(try Transition(decoding: Transition(to: "review").encoded()) == Transition(to: "review"))
        for text in ["{}", #"{"to":1}"#, #"{"to":"a","from":"b"}"#] {
            #expect(throws: Problem.self) { try Transition(decoding: Array(text.utf8)) }
        }
    }
}
