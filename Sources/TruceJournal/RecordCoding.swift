import TruceDocument

/// What a file holds: an editor's records, and what frames them.
enum FileRecord: Hashable {
    /// Whose journal it is; the first record of every file.
    case origin(DraftOrigin)
    case record(JournalRecord, at: Timestamp)
    /// The user chose to keep the draft for later: the last record of a file.
    case kept(at: Timestamp)
}

extension FileRecord {
    private enum Kind: UInt8 {
        case origin = 1
        case draft, edits, resolution, resolutionEnded, decisions
        case kept = 8
    }

    var payload: [UInt8] {
        var encoder = RecordEncoder()
        switch self {
        case .origin(let origin):
            encoder.byte(Kind.origin.rawValue)
            encoder.string(origin.store)
            encoder.string(origin.document)
            encoder.string(origin.session)
            encoder.string(origin.actor)
            encoder.optional(origin.documentID) { $0.string($1) }
        case .kept(let at): encoder.begin(Kind.kept.rawValue, at)
        case .record(let record, let at):
            switch record {
            case .draft(let draft):
                encoder.begin(Kind.draft.rawValue, at)
                encoder.optional(draft.base) { $0.savedText($1) }
                // The base's text stands there once.
                encoder.optional(draft.base?.text == draft.text ? nil : draft.text) { $0.bytes($1) }
                encoder.optional(draft.resolution) { $0.resolution($1) }
            case .edits(let edits):
                encoder.begin(Kind.edits.rawValue, at)
                encoder.edits(edits)
            case .resolution(let resolution?):
                encoder.begin(Kind.resolution.rawValue, at)
                encoder.resolution(resolution)
            case .resolution(nil): encoder.begin(Kind.resolutionEnded.rawValue, at)
            case .decisions(let decisions):
                encoder.begin(Kind.decisions.rawValue, at)
                encoder.bytes(decisions)
            }
        }
        return encoder.payload
    }

    /// nil for what is no record, or one of a later version.
    init?(payload: ArraySlice<UInt8>) {
        var decoder = RecordDecoder(payload)
        do throws(RecordDecoder.Malformed) {
            guard let kind = Kind(rawValue: try decoder.byte()) else { return nil }
            switch kind {
            case .origin:
                var origin = DraftOrigin(
                    store: try decoder.string(), document: try decoder.string(), session: try decoder.string())
                if !decoder.isAtEnd { origin.actor = try decoder.string() }
                if !decoder.isAtEnd { origin.documentID = try decoder.isPresent() ? try decoder.string() : nil }
                self = .origin(origin)
            case .kept: self = .kept(at: try decoder.moment())
            case .draft:
                let at = try decoder.moment()
                let base = try decoder.isPresent() ? try decoder.savedText() : nil
                let text = try decoder.isPresent() ? try decoder.bytes() : base?.text ?? []
                let resolution = try decoder.isPresent() ? try decoder.resolution() : nil
                self = .record(.draft(Draft(base: base, text: text, resolution: resolution)), at: at)
            case .edits:
                let at = try decoder.moment()
                self = .record(.edits(try decoder.edits()), at: at)
            case .resolution:
                let at = try decoder.moment()
                self = .record(.resolution(try decoder.resolution()), at: at)
            case .resolutionEnded: self = .record(.resolution(nil), at: try decoder.moment())
            case .decisions:
                let at = try decoder.moment()
                self = .record(.decisions(try decoder.bytes()), at: at)
            }
        } catch {
            return nil
        }
    }
}

/// Writes the fields of a record: numbers in base 128, least significant digits first (LEB128); texts and lists after
/// their length.
private struct RecordEncoder {
    private(set) var payload: [UInt8] = []

    mutating func begin(_ kind: UInt8, _ at: Timestamp) {
        byte(kind)
        moment(at)
    }

    mutating func moment(_ moment: Timestamp) { number(UInt64(bitPattern: moment.milliseconds)) }

    mutating func byte(_ value: UInt8) { payload.append(value) }

    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            payload.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        payload.append(UInt8(rest))
    }

    mutating func bytes(_ bytes: some Collection<UInt8>) {
        number(UInt64(bytes.count))
        payload.append(contentsOf: bytes)
    }

    mutating func string(_ text: String) { bytes(text.utf8) }

    mutating func optional<Value>(_ value: Value?, _ write: (inout RecordEncoder, Value) -> Void) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func edits(_ edits: [DraftEdit]) {
        number(UInt64(edits.count))
        for edit in edits {
            number(UInt64(edit.range.lowerBound))
            number(UInt64(edit.range.count))
            bytes(edit.replacement)
        }
    }

    /// A plain file's text has an empty ETag.
    mutating func savedText(_ saved: SavedText) {
        number(UInt64(bitPattern: Int64(saved.version?.number ?? 0)))
        string(saved.version?.etag.header ?? "")
        string(saved.version?.author ?? "")
        moment(saved.at)
        bytes(saved.text)
    }

    mutating func resolution(_ resolution: ResolutionDraft) {
        savedText(resolution.theirs)
        bytes(resolution.mine)
        optional(resolution.conflict) { $0.string($1) }
        bytes(resolution.decisions)
    }
}

/// Reads what ``RecordEncoder`` wrote; believes nothing.
private struct RecordDecoder {
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ payload: ArraySlice<UInt8>) { rest = payload }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Malformed() }
        return byte
    }

    mutating func isPresent() throws(Malformed) -> Bool { try byte() != 0 }

    mutating func number() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let digit = try byte()
            value |= UInt64(digit & 0x7F) << shift
            if digit < 0x80 { return value }
        }
        throw Malformed()
    }

    mutating func moment() throws(Malformed) -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: try number()))
    }

    mutating func length() throws(Malformed) -> Int {
        guard let length = Int(exactly: try number()) else { throw Malformed() }
        return length
    }

    mutating func bytes() throws(Malformed) -> [UInt8] {
        let length = try length()
        guard length <= rest.count else { throw Malformed() }
        defer { rest = rest.dropFirst(length) }
        return Array(rest.prefix(length))
    }

    mutating func string() throws(Malformed) -> String {
        guard let text = String(validating: try bytes(), as: UTF8.self) else { throw Malformed() }
        return text
    }

    mutating func edits() throws(Malformed) -> [DraftEdit] {
        var edits: [DraftEdit] = []
        for _ in 0..<(try length()) {
            let start = try length()
            let (end, overflow) = start.addingReportingOverflow(try length())
            guard !overflow else { throw Malformed() }
            edits.append(DraftEdit(range: start..<end, replacement: try bytes()))
        }
        return edits
    }

    mutating func savedText() throws(Malformed) -> SavedText {
        let number = Int(Int64(bitPattern: try number()))
        let tag = try string()
        let author = try string()
        var version: SavedText.Version?
        if !tag.isEmpty {
            guard let etag = ETag(header: tag) else { throw Malformed() }
            version = SavedText.Version(number: number, etag: etag, author: author)
        }
        let at = try moment()
        return SavedText(version: version, at: at, text: try bytes())
    }

    mutating func resolution() throws(Malformed) -> ResolutionDraft {
        let theirs = try savedText()
        let mine = try bytes()
        let conflict = try isPresent() ? try string() : nil
        return ResolutionDraft(mine: mine, theirs: theirs, conflict: conflict, decisions: try bytes())
    }
}
