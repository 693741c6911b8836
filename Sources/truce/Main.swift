import TruceCommand

@main
enum Main {
    static func main() { runTruce() }
}
