internal import TruceDocument

extension ProblemPage {
    /// What a reason means, and the way out.
    static func advice(for reason: Reason) -> (meaning: String, wayOut: String) {
        switch reason {
        case .versionMismatch:
            (
                """
                You saved on a version that is no longer the current one: somebody saved in between. Nothing of
                theirs was lost, and nothing of yours was written.
                """,
                """
                Merge and send again:
                  1. The answer carries the current text ("current") and its tag ("currentETag"); "base" leads to the
                     version that you edited.
                  2. Merge your text and the current one, for example: git merge-file mine base current
                  3. PUT the result with If-Match: <currentETag>.
                Sending the same request again cannot help. If-Match: * overwrites what the others wrote, and is recorded.
                """
            )
        case .documentDeleted:
            (
                "You saved a document that somebody deleted in between.",
                """
                Leave it deleted, or bring it back: PUT your text with If-None-Match: *. Versions go on counting where they
                ended, and the old history stays readable under the old document's id.
                """
            )
        case .alreadyExists:
            (
                "You asked to create a document (If-None-Match: *) whose name is taken.",
                """
                Adopt it: GET it, merge, and PUT with If-Match and its ETag. Or create yours under another name.
                """
            )
        case .duplicateName:
            (
                "A document with this name or alias exists; names are compared without regard to case.",
                "Use the document that \"existing\" leads to, or choose another name."
            )
        case .duplicateExternalID:
            (
                "Another document has this external id, and an external id stands for one document.",
                "Use the document that \"existing\" leads to: it was imported before."
            )
        case .constraintViolation:
            (
                "The change breaks a rule of the store that no earlier check named.",
                "Read \"errors\", mend the request, and please report it with its request id."
            )
        case .malformedRequest:
            (
                """
                The request cannot be understood: a malformed header, bad percent-encoding, broken JSON, or two
                preconditions at once.
                """,
                "\"detail\" says what; mend it. Names are percent-encoded as one segment: ops/runbook is ops%2Frunbook."
            )
        case .unauthenticated:
            ("The server does not know who you are.", "Use the Unix socket, or send a token.")
        case .forbidden:
            (
                """
                The server knows who you are, and you may not do this: name another actor as somebody other than
                the server's own user, or reach a server without authentication from a web page.
                """,
                "Ask as yourself, without Truce-Actor, over the Unix socket."
            )
        case .notFound:
            (
                "There is nothing under this path: no document has this name, or it was deleted, or it has no such version.",
                """
                GET /v1/documents lists what there is. Versions of a deleted document are found under its id.
                Create a document with PUT and If-None-Match: *.
                """
            )
        case .methodNotAllowed:
            ("The resource does not take this method.", "The header Allow lists those it takes.")
        case .notAcceptable:
            ("There is no representation of the kind that Accept asks for.", "Leave Accept away.")
        case .requestTimeout:
            ("The request came too slowly, or only in part.", "Send it again, whole.")
        case .lengthRequired:
            (
                "A body is expected, and nothing says how long it is.",
                "Send Content-Length (0 for an empty text), or Transfer-Encoding: chunked."
            )
        case .tooLarge:
            ("The body is larger than the server takes (16 MiB unless set otherwise).", "Split the document.")
        case .unsupportedMediaType:
            (
                "The body's media type is not one that this resource takes, or the body is compressed.",
                "Send text with its own type or none, JSON as application/json, and neither with Content-Encoding."
            )
        case .unknownHost:
            (
                "The request was for another host: perhaps a name that somebody pointed at this machine (rebinding).",
                "Use localhost, 127.0.0.1 or [::1]."
            )
        case .invalidDocument:
            (
                "The request is well-formed, but no document can be like that.",
                """
                "errors" names each fault and its place. Names are 1 to 200 bytes in Unicode normalization form C: letters,
                marks, digits, '.', '_', '-', and '/' between parts that do not begin with a dot.
                """
            )
        case .preconditionRequired:
            (
                "The request does not say which version it changes, so it could overwrite what you never saw.",
                """
                GET the document, edit what you got, and send If-Match with its ETag. To create, send If-None-Match: *.
                """
            )
        case .headersTooLarge:
            ("The request's header is larger than the server takes.", "Send fewer or shorter headers.")
        case .internalError:
            ("The server failed; the fault is its own.", "Please report it with its request id.")
        case .unavailable:
            ("The store cannot be used at the moment. Nothing was changed.", "Wait as long as Retry-After says.")
        case .outcomeUnknown:
            (
                "The store failed while it wrote: the change may be on the disk or not.",
                "Send the same request again: if it was done, the answer says so; if not, it is done now."
            )
        case .storageFull:
            ("The disk of the store is full. Nothing was changed.", "Free some space on the server, and send it again.")
        }
    }
}
