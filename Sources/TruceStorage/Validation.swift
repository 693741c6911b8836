internal import TruceDocument

/// A version's message is one line, or few: it must not be a second document.
func check(message: String) throws(Problem) {
    guard message.utf8.count <= Limits.message else {
        throw invalid("The message is \(message.utf8.count) bytes long; \(Limits.message) are allowed.")
    }
    guard message.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control })
    else {
        throw invalid("The message contains a control character.")
    }
}

private func invalid(_ detail: String) -> Problem {
    Problem(faults: [Fault(pointer: "", detail: detail)])
}

/// Checks what a document is to begin with, and gives its name.
func check(_ new: NewDocument) throws(Problem) -> DocumentName {
    let metadata = Metadata(
        name: new.name, title: new.title ?? "", externalID: new.externalID, mediaType: "", tags: new.tags, status: "")
    return try check(metadata)
}

/// Checks name, title, external id and tags of a document, and gives its name.
@discardableResult
func check(_ metadata: Metadata) throws(Problem) -> DocumentName {
    let name = try DocumentName(checking: metadata.name, pointer: "/name")
    var faults: [Fault] = []
    func demand(_ holds: Bool, _ pointer: String, _ detail: String) {
        if !holds { faults.append(Fault(pointer: pointer, detail: detail)) }
    }
    demand(metadata.title.utf8.count <= Limits.title, "/title", "A title has at most \(Limits.title) bytes.")
    demand(isLine(metadata.title), "/title", "A title is one line without control characters.")
    if let externalID = metadata.externalID {
        demand(
            (1...Limits.externalID).contains(externalID.utf8.count) && isLine(externalID), "/externalId",
            "An external id has 1 to \(Limits.externalID) bytes and no control characters.")
    }
    demand(metadata.tags.count <= Limits.tags, "/tags", "A document has at most \(Limits.tags) tags.")
    demand(Set(metadata.tags).count == metadata.tags.count, "/tags", "A tag stands there twice.")
    for (index, tag) in metadata.tags.enumerated() {
        demand(
            (1...Limits.tag).contains(tag.utf8.count) && isLine(tag), "/tags/\(index)",
            "A tag has 1 to \(Limits.tag) bytes and no control characters.")
    }
    guard faults.isEmpty else {
        throw Problem(faults: faults)
    }
    return name
}

/// Checks that a document may have one alias more. A rename leaves one behind, too.
func checkRoomForAlias(of head: HeadRecord, pointer: String) throws(Problem) {
    let count = head.document.aliases.count
    guard count >= Limits.aliases else { return }
    let detail =
        "\(head.document.name) has \(count) aliases; a document has at most \(Limits.aliases). Delete one first."
    throw Problem(.invalidDocument([Fault(pointer: pointer, detail: detail)]), detail: detail)
}

private func isLine(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
}

/// In bytes of UTF-8, but for the numbers of tags and aliases.
private enum Limits {
    static let message = 4_096
    static let title = 500
    static let externalID = 200
    static let tags = 50
    static let tag = 100
    static let aliases = 100
}
