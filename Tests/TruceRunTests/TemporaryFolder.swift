import Foundation
import Glibc
import TruceTestSupport

extension TemporaryFolder {
    /// Its entries, sorted.
    var names: [String] { Self.names(in: path) }

    /// The entries of a folder in it, sorted.
    func names(in name: String) -> [String] { Self.names(in: "\(path)/\(name)") }

    func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }

    /// Puts copies of a folder's files into another in the place of what that holds.
    func copy(_ name: String, to other: String) throws {
        try? FileManager.default.removeItem(atPath: self(other))
        try FileManager.default.copyItem(atPath: self(name), toPath: self(other))
    }

    private static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func put(_ name: String, _ text: String) { put(name, Array(text.utf8)) }

    func put(_ name: String, _ bytes: [UInt8]) {
        let file = fopen("\(path)/\(name)", "w")
        precondition(file != nil && fwrite(bytes, 1, bytes.count, file) == bytes.count && fclose(file) == 0)
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: self(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func status(_ name: String) -> stat {
        var status = stat()
        precondition(stat("\(path)/\(name)", &status) == 0, "no \(name)")
        return status
    }

    func isLink(_ name: String) -> Bool {
        var status = stat()
        return lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Gives the folder and what is in it to ``nobody``; does nothing where that is not allowed.
    func giveAway() {
        for name in names { chown("\(path)/\(name)", nobody, nobody) }
        chown(path, nobody, nobody)
    }
}

private let nobody: uid_t = 65_534

/// Runs `body` with the rights of nobody on files, on this thread alone; with one's own where one is not root.
func asNobody(_ body: () -> Void) {
    let setUser = function("setfsuid", (@convention(c) (uid_t) -> Int32).self)
    if geteuid() == 0 { _ = setUser(nobody) }
    body()
    if geteuid() == 0 { _ = setUser(0) }
}

/// Extended attributes of a file.
enum ExtendedAttribute {
    /// False where the file cannot have it.
    static func set(_ path: String, _ name: String, _ value: [UInt8]) -> Bool {
        typealias Function =
            @convention(c) (
                UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32
            ) -> Int32
        return function("setxattr", Function.self)(path, name, value, value.count, 0) == 0
    }

    static func get(_ path: String, _ name: String) -> [UInt8] {
        typealias Function =
            @convention(c) (
                UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int
            ) -> Int
        var value = [UInt8](repeating: 0, count: 4_096)
        let count = function("getxattr", Function.self)(path, name, &value, value.count)
        return Array(value.prefix(max(0, count)))
    }
}

/// A function of the C library that Swift's module does not name; `type` must be what its header says.
private func function<Function>(_ name: String, _ type: Function.Type) -> Function {
    guard let symbol = dlsym(nil, name) else { preconditionFailure("no \(name)") }
    // The symbol is the address of a C function, and so is what the type stands for.
    return unsafeBitCast(symbol, to: type)
}
