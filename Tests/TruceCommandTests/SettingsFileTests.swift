import Foundation
import Testing
import TruceEditor
import TruceTestSupport

@testable import TruceCommand

/// The person's settings, as they lie on disk.
@Suite struct SettingsFileTests {
    private let folder = TemporaryFolder()

    private func settings() throws -> Settings { try editorSettings { $0 == "XDG_CONFIG_HOME" ? folder.path : nil } }

    private func write(_ text: String) throws {
        try FileManager.default.createDirectory(atPath: folder("truce"), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder("truce/config.toml")))
    }

    @Test func areRead() throws {
        #expect(try settings() == Settings())
        try write("# mine\nadvance = off\n")
        #expect(try !settings().advances)
    }

    @Test func faultsNameFileAndLine() throws {
        try write("advance = off\nadvance = perhaps\n")
        let failure = try #require(throws: CommandFailure.self) { try settings() }
        #expect(failure.message == "\(folder("truce/config.toml")), line 2: 'advance' takes 'on' or 'off'")
        #expect(failure.status == .usage)
    }
}
