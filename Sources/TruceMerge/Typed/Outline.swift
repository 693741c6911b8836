/// The data of a document without its form: what two texts must have in common to mean the same.
///
/// Keys and scalars count by their bytes, in the order of the text.
struct Outline: Equatable {
    private var bytes: [UInt8] = []

    init() {}

    init(of document: TypedDocument) {
        append(document.root, of: document)
    }

    mutating func append(_ node: TypedNode, of document: TypedDocument) {
        if node.shape == .scalar { return append(scalar: document.bytes[node.range]) }
        open(node.shape)
        for entry in node.entries {
            append(key: entry.key)
            append(entry.value, of: document)
        }
        close()
    }

    mutating func open(_ shape: TypedNode.Shape) {
        bytes.append(shape == .list ? 1 : 2)
    }

    mutating func close() {
        bytes.append(3)
    }

    mutating func append(key: TypedKey?) {
        guard let key else { return }
        bytes.append(4)
        bytes += key.bytes
    }

    mutating func append(scalar: ArraySlice<UInt8>) {
        bytes.append(5)
        bytes += scalar
    }
}
