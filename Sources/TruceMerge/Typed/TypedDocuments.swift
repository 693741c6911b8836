/// Three texts taken apart.
struct TypedDocuments {
    var base: TypedDocument
    var ours: TypedDocument
    var theirs: TypedDocument

    /// Throws where one of them is not well-formed or holds what is not merged by key.
    init(
        _ base: [UInt8], _ ours: [UInt8], _ theirs: [UInt8], _ kind: TextKind, _ format: TypedFormat
    ) throws(Fallback) {
        func parse(_ text: [UInt8], _ name: Fallback.Text) throws(Fallback) -> TypedDocument {
            do throws(Unparsed) {
                return try format.parse(text)
            } catch {
                throw Fallback(error, in: name, text, kind: kind)
            }
        }
        self.base = try parse(base, .base)
        self.ours = try parse(ours, .ours)
        self.theirs = try parse(theirs, .theirs)
    }

    var mirrored: TypedDocuments {
        var documents = self
        swap(&documents.ours, &documents.theirs)
        return documents
    }

    /// Whether their lines could stand side by side.
    var endLinesAlike: Bool {
        Set([base, ours, theirs].map { $0.bytes.contains(UInt8(ascii: "\r")) }).count == 1
    }
}
