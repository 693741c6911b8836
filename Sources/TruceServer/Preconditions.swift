internal import HTTPTypes
internal import TruceDocument

extension Precondition {
    /// The precondition of a mutation. Several `If-Match` lines count as one list.
    ///
    /// Throws `malformed_request` for both kinds at once and for a malformed `If-Match`, `precondition_required` for none.
    init(_ headers: HTTPFields) throws(Problem) {
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
        case (nil, let value?) where ETagList(header: value) == .any: self = .ifNoneExists
        default:
            throw Problem(
                .preconditionRequired,
                detail: "Send If-Match with the ETag you read, or, to create, If-None-Match: *.")
        }
    }
}
