/// Reads the JSON object that a request's body is, member by member.
///
/// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault that `read` throws and every
/// member of `required` that is missing.
func readRequest(
    _ bytes: [UInt8], required: [String] = [], read: (String, JSONPlace) throws(JSON.Invalid) -> Void
) throws(Problem) {
    let json: JSON
    do { json = try JSON(parsing: bytes) } catch { throw Problem(.malformedRequest, detail: error.detail) }
    var faults: [Fault] = []
    func note(_ body: () throws(JSON.Invalid) -> Void) {
        do throws(JSON.Invalid) {
            try body()
        } catch {
            faults.append(Fault(pointer: error.pointer, detail: error.detail))
        }
    }
    note { () throws(JSON.Invalid) in
        let place = JSONPlace(json)
        for (name, member) in try place.members() {
            note { () throws(JSON.Invalid) in try read(name, member) }
        }
        for name in required { note { () throws(JSON.Invalid) in _ = try place.member(name) } }
    }
    guard faults.isEmpty else { throw Problem(faults: faults) }
}

extension Problem {
    /// `invalid_document` whose detail names each fault and its place.
    public init(faults: [Fault]) {
        let detail = faults.map { $0.pointer.isEmpty ? $0.detail : "\($0.pointer): \($0.detail)" }
        self.init(.invalidDocument(faults), detail: detail.joined(separator: " "))
    }
}

extension DocumentName {
    /// Reads a name out of a request; `pointer` is where it stands in the body, empty for a path. Throws
    /// `invalid_document` for what no document can be called.
    public init(checking text: String, pointer: String = "") throws(Problem) {
        do {
            try self.init(text)
        } catch {
            throw Problem(.invalidDocument([Fault(pointer: pointer, detail: error.detail)]), detail: error.detail)
        }
    }
}

extension JSONPlace {
    /// What is wrong with a member that only answers have.
    var readOnly: JSON.Invalid { JSON.Invalid(pointer: pointer, detail: "This member is read-only.") }
    /// What is wrong with a member that no request has.
    var unknown: JSON.Invalid { JSON.Invalid(pointer: pointer, detail: "This member is not known.") }
}
