/// What tells the entries of a container apart in three texts.
struct EntryKeys {
    typealias Container = (node: TypedNode, document: TypedDocument)

    let base: [TypedKey]
    let ours: [TypedKey]
    let theirs: [TypedKey]

    /// Fields that name an element, if each has another one.
    private static let fieldNames: [StaticString] = [
        "id", "name", "key", "uid", "uuid", "slug", "title", "url", "path",
    ]

    /// Nil where elements of a list cannot be told apart.
    init?(base: Container?, ours: Container, theirs: Container) {
        if ours.node.shape == .mapping {
            self.base = base?.node.entries.compactMap(\.key) ?? []
            self.ours = ours.node.entries.compactMap(\.key)
            self.theirs = theirs.node.entries.compactMap(\.key)
            return
        }
        guard let base else { return nil }
        let texts = [base, ours, theirs]
        if let keys = Self.keys(of: texts, by: { $1.key?.element }) {
            (self.base, self.ours, self.theirs) = (keys[0], keys[1], keys[2])
            return
        }
        let areMappings = texts.allSatisfy { $0.node.entries.allSatisfy { $0.value.shape == .mapping } }
        let byField = areMappings ? Self.fieldNames.lazy.compactMap { Self.keys(of: texts, byField: $0) }.first : nil
        guard let keys = byField ?? Self.keys(of: texts, by: { $0.bytes[$1.value.range] }) else { return nil }
        (self.base, self.ours, self.theirs) = (keys[0], keys[1], keys[2])
    }

    private static func keys(of texts: [Container], byField name: StaticString) -> [[TypedKey]]? {
        keys(of: texts) { document, element in
            let field = element.value.entries.first { entry in
                name.withUTF8Buffer { entry.key?.bytes.elementsEqual($0) == true }
            }
            return field.flatMap { $0.value.shape == .scalar ? document.bytes[$0.value.range] : nil }
        }
    }

    /// The keys of the elements of each text; nil where an element has none or two have the same.
    private static func keys(
        of texts: [Container], by identity: (TypedDocument, TypedEntry) -> ArraySlice<UInt8>?
    ) -> [[TypedKey]]? {
        var result: [[TypedKey]] = []
        for text in texts {
            var seen: Set<TypedKey> = []
            var keys: [TypedKey] = []
            for element in text.node.entries {
                guard let id = identity(text.document, element) else { return nil }
                let key = TypedKey([], element: id.trimmed)
                if !seen.insert(key).inserted { return nil }
                keys.append(key)
            }
            result.append(keys)
        }
        return result
    }
}

extension ArraySlice<UInt8> {
    /// Without space at both ends.
    var trimmed: ArraySlice<UInt8> {
        guard let first = firstIndex(where: { !$0.isSpace }), let last = lastIndex(where: { !$0.isSpace }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }

    /// Without any space.
    var marks: [UInt8] { filter { !$0.isSpace } }

    /// Whether it differs from another in no more than space.
    func hasMarks(of other: Self) -> Bool { self == other || marks == other.marks }
}
