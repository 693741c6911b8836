internal import TruceDocument

extension ProblemPage {
    /// What a reason means, and the way out.
    static func advice(for reason: Reason) -> (meaning: String, wayOut: String) {
        switch reason {
        case .versionMismatch:
            (
                """
                You changed a version that is no longer the current one: somebody saved in between. Nothing of
                theirs was lost, and nothing of yours was written.
                """,
                """
                Merge and send again:
                  1. The answer carries the current text ("current") and its tag ("currentETag"); "base" leads to the
                     version that you edited.
                  2. Merge your text and the current one, for example: git merge-file mine base current
                  3. PUT the result with If-Match: <currentETag>.
                Of metadata, "current" carries all there is: look whether your change still fits, and send it with the tag
                in "currentETag". Text and metadata have a tag each: one never makes the other stale.
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
                Adopt it: GET it (or take "current"), merge, and PUT with If-Match and its ETag. Or create yours under
                another name.
                """
            )
        case .duplicateName:
            (
                "A document with this name exists; names are compared without regard to case.",
                "Use the document that \"existing\" leads to, or choose another name."
            )
        case .duplicateExternalID:
            (
                "Another document has this external id, and an external id stands for one document.",
                "Use the document that \"existing\" leads to: it was imported before."
            )
        case .aliasConflict:
            (
                """
                Names and aliases share one namespace, compared without regard to case, and something else has this one:
                "heldBy" says whether it is a document's name or an alias, and leads there.
                """,
                """
                Choose another name. An alias that nobody needs any more can be taken away with DELETE, or made to lead to
                your document with PUT and If-Match.
                """
            )
        case .invalidTransition:
            (
                "The workflow has no step from the document's status to the one that you asked for.",
                """
                Take the steps of "path", one POST to the document's transitions for each, with the metadata ETag of the
                answer before. Where "path" is null no way leads there; "allowedTransitions" are the steps from here.
                GET /v1/workflow shows all statuses and transitions.
                """
            )
        case .notEditable:
            (
                "The document's status takes no changes of its text: an archived document, for example. Nothing was written.",
                """
                Change the status first, by POST to the document's transitions: "allowedTransitions" are the steps from
                here. Then send the same text again, with the same If-Match: a status does not make a text stale.
                """
            )
        case .hasDependents:
            (
                """
                Other documents refer to this one as [[name]], and a deletion would leave their references leading nowhere.
                "dependents" lists the first 100 of them, "total" says how many there are.
                """,
                """
                Change those documents, or archive this one in place of deleting it. An admin may delete it all the same,
                with ?force=true.
                """
            )
        case .idempotencyKeyInFlight:
            (
                "A request with this Idempotency-Key came before, and its answer is not there yet.",
                """
                Wait as long as Retry-After says and send the same request with the same key: you get the first one's
                answer. A new key would be a new change.
                """
            )
        case .constraintViolation:
            (
                """
                The change breaks a rule of the store that has no reason of its own, which "constraint" names: the user is
                there already (users.name), or has as many tokens as one can have (tokens.user); the key of the request has
                made a token, which is shown once (tokens.secret); or a rule that was added to the database.
                """,
                """
                Read "errors": choose another name, take a token back first, or take back the one that was made and ask for
                another with another key. A rule that nobody of your own has added is worth a report, with its request id.
                """
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
            (
                "The server does not know who you are: there is no token, or it is not, or no longer, one of its own.",
                """
                Use the Unix socket, where the system says who you are, or send Authorization: Bearer <token>. An admin
                makes a token with: truce user add NAME --role writer
                """
            )
        case .forbidden:
            (
                """
                The server knows who you are, and you may not do this: your role does not reach that far, or you named
                another actor without being the server's own user, or a web page asked a server without authentication.
                """,
                """
                Ask as yourself, without Truce-Actor. A reader reads, a writer writes, an admin keeps users and tokens:
                an admin can give you a token with another role.
                """
            )
        case .notFound:
            (
                "There is nothing under this path: no document has this name, or it was deleted, or it has no such version.",
                """
                GET /v1/documents lists what there is. Of what was deleted the answer names who did it (deletedBy, deletedAt), the
                lastVersion, and the id under which its versions are still read.
                Create a document with PUT and If-None-Match: *.
                """
            )
        case .methodNotAllowed:
            ("The resource does not take this method.", "The header Allow lists those it takes.")
        case .notAcceptable:
            ("There is no representation of the kind that Accept asks for.", "Leave Accept away.")
        case .requestTimeout:
            ("The request came too slowly, or only in part.", "Send it again, whole.")
        case .cursorExpired:
            (
                "The cursor names a place that the server no longer keeps, or never had.",
                """
                Begin again without a cursor. A follower of events reads the state first (GET /v1/documents), since what
                happened meanwhile is not told any more, and goes on from the present.
                """
            )
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
                """
                Send text with its own type or none, JSON as application/json, a change of metadata as
                application/merge-patch+json (Accept-Patch says so), and nothing with Content-Encoding.
                """
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
        case .idempotencyKeyReused:
            (
                """
                This Idempotency-Key came before with another request: another method, path, precondition or body. The
                answer kept under it would be an answer to something else.
                """,
                "Make a new key for each change, and keep a key only to repeat the very same request."
            )
        case .preconditionRequired:
            (
                "The request does not say which version it changes, so it could overwrite what you never saw.",
                """
                GET the document, edit what you got, and send If-Match with its ETag. To create, send If-None-Match: *.
                """
            )
        case .rateLimited:
            (
                "You asked too often in a short time, or with too many tokens that were wrong. Nothing was done.",
                "Wait as long as Retry-After says, and send the same request again. To hear of changes, follow /v1/events."
            )
        case .headersTooLarge:
            ("The request's header is larger than the server takes.", "Send fewer or shorter headers.")
        case .internalError:
            ("The server failed; the fault is its own.", "Please report it with its request id.")
        case .unavailable:
            (
                "The server has as much to do as it takes, or the store cannot be used at the moment. Nothing was changed.",
                "Wait as long as Retry-After says."
            )
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
