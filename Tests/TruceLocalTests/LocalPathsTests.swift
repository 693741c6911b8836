import Glibc
import Testing
import TruceDocument

@testable import TruceLocal

@Suite("LocalPaths")
struct LocalPathsTests {
    private let standIn = StandIn()

    @Test("The folders of the XDG base directory specification")
    func standard() throws {
        let home = ["HOME": "/home/a"]
        let fallback = "/tmp/truce-\(geteuid())"
        var paths = try LocalPaths.standard { home[$0] }
        #expect(
            paths
                == LocalPaths(
                    runtimeFolder: fallback, dataFolder: "/home/a/.local/share/truce",
                    stateFolder: "/home/a/.local/state/truce"))
        #expect(paths.socket == fallback + "/store.sock")
        #expect(paths.database == "/home/a/.local/share/truce/store.sqlite")
        try standIn.paths.prepare()
        let set = [
            "HOME": "/home/a", "XDG_RUNTIME_DIR": standIn.paths.runtimeFolder, "XDG_DATA_HOME": "/data",
            "XDG_STATE_HOME": "/state",
        ]
        paths = try LocalPaths.standard { set[$0] }
        #expect(
            paths
                == LocalPaths(
                    runtimeFolder: standIn.paths.runtimeFolder + "/truce", dataFolder: "/data/truce",
                    stateFolder: "/state/truce"))
        let relative = ["HOME": "/home/a", "XDG_RUNTIME_DIR": "run", "XDG_DATA_HOME": "data", "XDG_STATE_HOME": ""]
        #expect(try LocalPaths.standard { relative[$0] } == LocalPaths.standard { home[$0] })
        let gone = ["HOME": "/home/a", "XDG_RUNTIME_DIR": "/nonexistent"]
        #expect(try LocalPaths.standard { gone[$0] }.runtimeFolder == fallback)
    }

    private func refusal(of paths: LocalPaths) -> String? {
        do throws(Problem) { try paths.prepare() } catch { return error.detail }
        return nil
    }

    @Test("Preparing makes what is missing, closed to others, and is content with what is there")
    func prepare() {
        #expect(refusal(of: standIn.paths) == nil)
        #expect(refusal(of: standIn.paths) == nil)
        var status = stat()
        #expect(stat(standIn.paths.runtimeFolder, &status) == 0 && status.st_mode & 0o777 == 0o700)
    }

    @Test("A folder that is open to others is refused")
    func open() {
        #expect(refusal(of: standIn.paths) == nil)
        chmod(standIn.paths.runtimeFolder, 0o755)
        #expect(refusal(of: standIn.paths)?.contains("chmod 700") == true)
    }

    @Test("A link in the folder's place is refused")
    func link() {
        #expect(refusal(of: standIn.paths) == nil)
        rmdir(standIn.paths.runtimeFolder)
        symlink(standIn.paths.stateFolder, standIn.paths.runtimeFolder)
        #expect(refusal(of: standIn.paths)?.contains("is no folder") == true)
        unlink(standIn.paths.runtimeFolder)
    }

    @Test("A folder of another user is refused", .enabled(if: geteuid() == 0, "only root can make one"))
    func foreign() {
        #expect(refusal(of: standIn.paths) == nil)
        chown(standIn.paths.runtimeFolder, 12_345, 12_345)
        #expect(refusal(of: standIn.paths)?.contains("belongs to user 12345") == true)
    }

    @Test("A folder that cannot be made is named, with the reason")
    func impossible() {
        var paths = standIn.paths
        paths.runtimeFolder = "/dev/null/truce"
        #expect(refusal(of: paths) == "The folder /dev/null/truce cannot be created: Not a directory.")
    }

    @Test("A socket's path has at most 103 bytes", arguments: [103, 104])
    func length(bytes: Int) {
        var paths = standIn.paths
        paths.runtimeFolder = standIn.paths.runtimeFolder + "/"
        paths.runtimeFolder += String(repeating: "x", count: bytes - paths.socket.utf8.count)
        let refusal = refusal(of: paths)
        rmdir(paths.runtimeFolder)
        #expect(paths.socket.utf8.count == bytes)
        #expect((refusal == nil) == (bytes == 103), "\(refusal ?? "")")
    }
}
