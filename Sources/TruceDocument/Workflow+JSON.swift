extension Workflow {
    /// What `GET /v1/workflow` answers and the file of `--workflow` holds:
    /// `{"start":"draft","statuses":[{"name":"draft","editable":true,"transitions":["review"]}, …]}`.
    public var json: JSON {
        [
            "start": .string(start),
            "statuses": .array(
                statuses.map { status in
                    [
                        "name": .string(status.name), "editable": .bool(status.isEditable),
                        "transitions": .strings(status.transitions),
                    ]
                }),
        ]
    }

    /// The workflow as JSON text in UTF-8.
    public func encoded() -> [UInt8] { json.bytes }

    /// Reads a workflow from JSON text. `editable` is true and `transitions` is empty where they are missing.
    ///
    /// Throws every fault with its place: what is no JSON, members that are missing, unknown or of another type, and all
    /// that ``init(start:statuses:)`` throws.
    public init(decoding bytes: [UInt8]) throws(Invalid) {
        var start = ""
        var statuses: [Status] = []
        do throws(Problem) {
            try readRequest(bytes, required: ["start", "statuses"]) { name, place throws(JSON.Invalid) in
                switch name {
                case "start": start = try place.string()
                case "statuses": for item in try place.items() { statuses.append(try Status(at: item)) }
                default: throw place.unknown
                }
            }
        } catch {
            guard case .invalidDocument(let faults) = error.cause else {
                throw Invalid(faults: [Fault(pointer: "", detail: error.detail)])
            }
            throw Invalid(faults: faults)
        }
        try self.init(start: start, statuses: statuses)
    }
}

extension Workflow.Status {
    fileprivate init(at place: JSONPlace) throws(JSON.Invalid) {
        for (name, member) in try place.members() where !["name", "editable", "transitions"].contains(name) {
            throw member.unknown
        }
        self.init(
            try place.member("name").string(), isEditable: try place.optionalMember("editable")?.bool() ?? true,
            transitions: try place.optionalMember("transitions")?.strings() ?? [])
    }
}
