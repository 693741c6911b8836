import NIOHTTP1
public import TruceDocument

extension HTTPStore {
    public func changeMetadata(
        of name: String, by patch: MetadataPatch, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        let request = Request(
            .PATCH, try path(of: name) + "/metadata", if: precondition, json: patch.encoded(),
            contentType: "application/merge-patch+json")
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in
            try answer.tagged(try answer.decoded())
        }
    }

    public func changeStatus(
        of name: String, to status: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        let request = Request(
            .POST, try path(of: name) + "/transitions", if: precondition, json: Transition(to: status).encoded())
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in
            try answer.tagged(try answer.decoded())
        }
    }

    public func workflow(as caller: Caller) async throws(Problem) -> Workflow {
        let answer = try await success(of: Request(get: "/v1/workflow"), as: caller)
        do { return try Workflow(decoding: answer.body) } catch { throw answer.incomprehensible(error.sentence) }
    }

    public func alias(_ alias: String, as caller: Caller) async throws(Problem) -> Tagged<AliasTarget> {
        let answer = try await success(of: Request(get: try path(ofAlias: alias)), as: caller)
        return try answer.tagged(try answer.aliasTarget())
    }

    public func setAlias(
        _ alias: String, to document: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<SavedAlias> {
        let request = Request(
            .PUT, try path(ofAlias: alias), if: precondition, json: AliasTarget(document: document).encoded())
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in
            let alias = try answer.tagged(try answer.aliasTarget())
            return SavedAlias(target: alias.value, etag: alias.etag, created: answer.status == 201)
        }
    }

    public func removeAlias(
        _ alias: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let request = Request(.DELETE, try path(ofAlias: alias), if: precondition)
        return try await outcome(of: request, as: caller) { _ in }
    }

    public func dependents(
        of name: String, page: PageRequest, as caller: Caller
    ) async throws(Problem) -> Page<Dependent> {
        try await self.page(Request(get: try path(of: name) + "/dependents", query: page.fields), as: caller)
    }

    public func blame(_ name: String, as caller: Caller) async throws(Problem) -> Tagged<[BlameItem]> {
        let answer = try await success(of: Request(get: try path(of: name) + "/blame"), as: caller)
        return try answer.tagged(try answer.page().items)
    }

    private func path(ofAlias alias: String) throws(Problem) -> String {
        "/v1/aliases/" + (try segment(alias))
    }
}

extension Answer {
    /// What the answer says with the tag in its header. Throws `internal_error` where there is none.
    fileprivate func tagged<Value>(_ value: Value) throws(Problem) -> Tagged<Value> {
        guard let etag = headers.first(name: "ETag").flatMap(ETag.init(header:)) else {
            throw incomprehensible("It has no ETag.")
        }
        return Tagged(value, etag: etag)
    }

    fileprivate func aliasTarget() throws(Problem) -> AliasTarget {
        do { return try AliasTarget(decoding: body) } catch { throw incomprehensible(error.detail) }
    }
}
