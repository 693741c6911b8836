import Glibc
import TruceEditor
import TruceLocal

/// The person's settings, of `truce/config.toml` in the configuration folder; those that the editor comes with where there is
/// none. Throws a usage failure that names the file and the line.
func editorSettings(_ environment: (String) -> String?) throws(CommandFailure) -> Settings {
    guard let folder = LocalPaths.configurationFolder(environment: environment) else { return Settings() }
    let path = folder + "/config.toml"
    guard access(path, F_OK) == 0 else { return Settings() }
    let text = String(decoding: try readFile(path), as: UTF8.self)
    do throws(Settings.Invalid) {
        return try Settings(text)
    } catch {
        throw CommandFailure(.usage, "\(path), line \(error.line): \(error.detail)")
    }
}
