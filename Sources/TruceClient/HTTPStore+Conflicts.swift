import NIOHTTP1
public import TruceDocument

extension HTTPStore: ConflictSource {
    public func conflicts(_ query: ConflictQuery, as caller: Caller) async throws(Problem) -> Page<ConflictRecord> {
        var fields = query.page.fields
        if let reason = query.reason { fields.append(("reason", reason.rawValue)) }
        if let document = query.document { fields.append(("document", document)) }
        if let after = query.after { fields.append(("after", after)) }
        return try await page(Request(get: "/v1/conflicts", query: fields), as: caller)
    }

    public func conflict(_ id: String, as caller: Caller) async throws(Problem) -> ConflictRecord {
        try await success(of: Request(get: "/v1/conflicts/" + id.percentEncoded), as: caller).decoded()
    }

    public func conflictGroups(as caller: Caller) async throws(Problem) -> [ConflictGroup] {
        try await page(Request(get: "/v1/conflicts/groups"), as: caller).items
    }
}

extension HTTPStore: ResolutionStore {
    public func resolution(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> RememberedResolution {
        try await success(of: Request(get: path(of: key)), as: caller, isShown: false).decoded()
    }

    public func remember(
        _ report: ResolutionReport, under key: ResolutionKey, as caller: Caller
    ) async throws(Problem) -> Outcome<Remembered> {
        let request = Request(.PUT, path(of: key), json: report.encoded())
        return try await outcome(of: request, as: caller, isShown: false) { (answer) throws(Problem) in
            Remembered(resolution: try answer.decoded(), created: answer.status == 201)
        }
    }

    public func forget(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await outcome(of: Request(.DELETE, path(of: key)), as: caller, isShown: false) { _ in }
    }

    private func path(of key: ResolutionKey) -> String { "/v1/resolutions/" + key.text }
}
