import TruceDocument

/// The file of one journal, as the journal's thread writes it.
///
/// A further whole draft goes into a new file that then takes the old one's place, so that a file holds one draft and
/// what was changed since, and a crash at any moment leaves one or the other.
struct JournalWriter: ~Copyable {
    private let folder: String
    private let origin: DraftOrigin
    private var file: LockedFile?
    /// Bytes of the file that hold whole records.
    private var size = 0

    init(folder: String, origin: DraftOrigin) {
        self.folder = folder
        self.origin = origin
    }

    static let suffix = ".journal"
    static let newSuffix = ".journal.new"

    private var path: String { "\(folder)/\(origin.session)\(Self.suffix)" }
    private var newPath: String { "\(folder)/\(origin.session)\(Self.newSuffix)" }

    /// Appends `records`; where that fails nothing of them is in the file.
    mutating func write(_ records: ArraySlice<FileRecord>) throws(SystemError) {
        guard case .record(.draft, _)? = records.first else { return try append(records) }
        try createFolder(folder)
        var bytes = RecordFrame.magic
        RecordFrame.append(FileRecord.origin(origin).payload, to: &bytes)
        for record in records { RecordFrame.append(record.payload, to: &bytes) }
        let isFirst = file == nil
        var new = try isFirst ? LockedFile.create(path) : LockedFile.replace(newPath)
        do throws(SystemError) {
            try new.write(bytes, at: 0)
            try new.sync()
            if !isFirst { try new.rename(to: path) }
        } catch {
            new.remove()
            throw error
        }
        file = consume new
        size = bytes.count
        try syncFolder(folder)
    }

    private mutating func append(_ records: ArraySlice<FileRecord>) throws(SystemError) {
        var bytes: [UInt8] = []
        for record in records { RecordFrame.append(record.payload, to: &bytes) }
        do throws(SystemError) {
            try file?.write(bytes, at: size)
        } catch {
            try? file?.truncate(to: size)  // a torn record is tolerated too
            throw error
        }
        size += bytes.count
    }

    /// Whether there is a file that a later start could find.
    var hasFile: Bool { file != nil }

    /// Returns once all that was written is on disk.
    mutating func sync() throws(SystemError) { try file?.sync() }

    /// Lets go of the file, and of its lock.
    mutating func close() { file = nil }

    /// Removes the file: nothing is left to recover.
    mutating func remove() {
        file?.remove()
        file = nil
    }
}
