import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceJournal

@Suite("The journal's file format")
struct FormatTests {
    @Test("CRC-32 of the check string and of nothing")
    func crc() {
        var crc = CRC32()
        #expect(crc.value == 0)
        crc.update("12345".utf8)
        crc.update("6789".utf8)
        #expect(crc.value == 0xCBF4_3926)
    }

    @Test("Records come back", arguments: Samples.records)
    func records(record: JournalRecord) {
        let at = Timestamp(milliseconds: 1_776_773_291_000)
        #expect(FileRecord(payload: FileRecord.record(record, at: at).payload[...]) == .record(record, at: at))
    }

    @Test("Frames of a journal come back")
    func frames() {
        let kept = FileRecord.kept(at: Timestamp(milliseconds: -1))
        #expect(FileRecord(payload: FileRecord.origin(Samples.origin).payload[...]) == .origin(Samples.origin))
        #expect(FileRecord(payload: kept.payload[...]) == kept)
    }

    @Test("A base that is the text stands there once")
    func baseOnce() {
        let text = [UInt8](repeating: 65, count: 10_000)
        let base = SavedText(version: nil, at: Timestamp(milliseconds: 0), text: text)
        let record = FileRecord.record(.draft(Draft(base: base, text: text)), at: Timestamp(milliseconds: 0))
        #expect(record.payload.count < 10_100)
    }

    @Test("A payload cut short anywhere is none", arguments: Samples.records)
    func cutShort(record: JournalRecord) {
        let payload = FileRecord.record(record, at: Timestamp(milliseconds: 1 << 40)).payload
        for length in 0..<payload.count {
            if let found = FileRecord(payload: payload[..<length]) { Issue.record("\(length) bytes: \(found)") }
        }
    }

    @Test("Payloads of noise are refused or read, and nothing worse", arguments: 0..<200 as Range<UInt64>)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for kind in 0...9 as ClosedRange<UInt8> {
            let noise = (0..<40).map { _ in UInt8.random(in: 0...255, using: &generator) }
            guard let record = FileRecord(payload: ([kind] + noise)[...]) else { continue }
            #expect(FileRecord(payload: record.payload[...]) == record, "seed \(seed), kind \(kind)")
        }
    }
}

@Suite("GapBuffer")
struct GapBufferTests {
    @Test("Edits change it as they change an array", arguments: 0..<50 as Range<UInt64>)
    func law(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var model = (0..<Int.random(in: 0...40, using: &generator)).map { UInt8($0) }
        var buffer = GapBuffer(model)
        var last = 0
        for step in 0..<300 {
            let edit = DraftEdit.random(in: model.count, near: last, using: &generator)
            last = edit.range.lowerBound + edit.replacement.count
            model.replaceSubrange(edit.range, with: edit.replacement)
            guard buffer.apply(edit), buffer.count == model.count, buffer.bytes == model else {
                Issue.record("seed \(seed), step \(step), \(edit)")
                return
            }
        }
    }

    @Test("An edit outside the text changes nothing", arguments: [4..<4, 0..<4, 2..<9])
    func outside(range: Range<Int>) {
        var buffer = GapBuffer([1, 2, 3])
        let isApplied = buffer.apply(DraftEdit(range: range, replacement: [9]))
        #expect(!isApplied)
        #expect(buffer.bytes == [1, 2, 3])
    }
}
