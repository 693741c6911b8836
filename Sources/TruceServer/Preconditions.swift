internal import HTTPTypes
internal import TruceDocument

extension Precondition {
    /// The precondition of a mutation by `method`. Several `If-Match` lines count as one list.
    ///
    /// Throws `malformed_request` for both kinds at once and for a malformed `If-Match`, `precondition_required` for none:
    /// but for PUT, which alone may create, `If-None-Match` counts as none.
    init(_ headers: HTTPFields, of method: HTTPRequest.Method) throws(Problem) {
        switch (headers[.ifMatch], headers[.ifNoneMatch]) {
        case (.some, .some):
            throw Problem(.malformedRequest, detail: "If-Match and If-None-Match exclude each other: send one of them.")
        case (let value?, nil):
            guard let list = ETagList(header: value) else {
                throw Problem(
                    .malformedRequest,
                    detail: "If-Match is no list of entity tags: write the tag as you got it, with its quotation marks."
                )
            }
            self = .ifMatch(list)
        case (nil, let value?) where method == .put && ETagList(header: value) == .any: self = .ifNoneExists
        default:
            let other = method == .put ? "or, to create, If-None-Match: *" : "or If-Match: * for whatever is there"
            throw Problem(.preconditionRequired, detail: "Send If-Match with the ETag that you read here, \(other).")
        }
    }
}
