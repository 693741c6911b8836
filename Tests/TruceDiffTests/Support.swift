import Foundation
import TruceDiff

/// A small seeded generator (SplitMix64, Steele et al. 2014), so that a failing case can be drawn again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Every text of at most `longest` lines over an alphabet; the last line also without its newline.
func allTexts(of alphabet: [String], longest: Int, withoutNewline: Bool = false) -> [String] {
    var texts = [""]
    var last = [""]
    for _ in 0..<longest {
        last = last.flatMap { text in alphabet.map { text + $0 + "\n" } }
        texts += last
    }
    return withoutNewline ? texts + texts.dropFirst().map { String($0.dropLast()) } : texts
}

/// Puts the new lines of every hunk in the place of its old lines.
func apply(_ hunks: [Hunk], to old: Snapshot, from new: Snapshot) -> [UInt8] {
    var bytes: [UInt8] = []
    var done = 0
    for hunk in hunks {
        bytes += old.bytes(lines: done..<hunk.old.lowerBound)
        bytes += new.bytes(lines: hunk.new)
        done = hunk.old.upperBound
    }
    return bytes + old.bytes(lines: done..<old.lineCount)
}

/// Whether hunks rise, are not empty, keep as many lines between on both sides, and never touch.
func isWellFormed(_ hunks: [Hunk]) -> Bool {
    var (oldEnd, newEnd) = (-1, -1)
    var isFirst = true
    for hunk in hunks {
        if hunk.old.isEmpty && hunk.new.isEmpty { return false }
        let gap = hunk.old.lowerBound - max(oldEnd, 0)
        if gap != hunk.new.lowerBound - max(newEnd, 0) || gap < (isFirst ? 0 : 1) { return false }
        (oldEnd, newEnd, isFirst) = (hunk.old.upperBound, hunk.new.upperBound, false)
    }
    return true
}

func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
}

/// Runs a program of the system on files made of the given contents, named `0`, `1`, ….
func run(_ program: String, _ arguments: [String], on files: [[UInt8]]) throws -> (status: Int32, output: [UInt8]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "truce-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (index, bytes) in files.enumerated() {
        try Data(bytes).write(to: folder.appending(path: String(index)))
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, [UInt8](output))
}
