internal import HTTPTypes
internal import TruceDocument

/// What `Prefer` asks for (RFC 7240), as far as truce knows it.
struct Preferences: Hashable, Sendable {
    /// `return=minimal`: a success without the document.
    var wantsMinimal = false
    /// `stale=412`: RFC 9110's status for a stale `If-Match`.
    var wants412 = false
    /// `conflict=full` or `conflict=brief`: how much text a conflict carries.
    var conflict = ConflictForm.current

    /// Reads the header; unknown preferences and malformed ones are ignored, of a repeated one the first counts.
    init(_ headers: HTTPFields) {
        var seen: Set<String> = []
        for member in (headers[.prefer] ?? "").split(separator: ",") {
            let preference = member.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" && $0 != "\"" }.lowercased()
            let name = preference.prefix { $0 != "=" }
            guard seen.insert(String(name)).inserted else { continue }
            switch preference {
            case "return=minimal": wantsMinimal = true
            case "stale=412": wants412 = true
            case "conflict=full": conflict = .full
            case "conflict=brief": conflict = .brief
            default: break
            }
        }
    }

    /// Gives a conflict the status and the texts that were asked for, and says which preferences that were.
    func apply(to problem: Problem) -> (problem: Problem, applied: [String]) {
        var formed = problem.inForm(conflict)
        var applied: [String] = []
        if conflict != .current, problem.hasForms { applied.append("conflict=\(conflict.rawValue)") }
        if wants412, problem.isStale {
            formed.status = 412
            applied.append("stale=412")
        }
        return (formed, applied)
    }
}
