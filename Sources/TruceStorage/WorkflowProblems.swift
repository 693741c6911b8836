internal import TruceDocument

extension Workflow {
    /// Why the text of the document may not be changed; nil where it may.
    func refusal(toEdit document: Document) -> Problem? {
        guard !isEditable(document.status) else { return nil }
        let allowed = allowedTransitions(from: document.status)
        return Problem(
            .notEditable(currentStatus: document.status, allowedTransitions: allowed),
            detail: "\(document.name) is \(document.status), and its text cannot be changed: "
                + (allowed.isEmpty
                    ? "no step of the workflow leads from there."
                    : "first take it to \(allowed.joined(separator: " or ")).")
        )
    }

    /// Why the document cannot take the step to `status`; nil where it can.
    func refusal(of document: Document, to status: String) -> Problem? {
        guard let refusal = refusal(from: document.status, to: status) else { return nil }
        let name = document.name
        let detail =
            if status == document.status {
                "\(name) is \(status) already."
            } else if self.status(status) == nil {
                "The workflow has no status \(status): it has \(statuses.map(\.name).joined(separator: ", "))."
            } else if let path = refusal.path {
                "\(name) is \(document.status); the way to \(status) is \(path.joined(separator: ", "))."
            } else {
                "\(name) is \(document.status), and no way leads from there to \(status)."
            }
        return Problem(.invalidTransition(refusal), detail: detail)
    }
}
