import Testing
import TruceScreen

@testable import TruceEditor
@testable import TruceView

@Test func preview() {
    for size in [Size(rows: 24, columns: 80), Size(rows: 40, columns: 120), Size(rows: 50, columns: 180)] {
        var e = Runbook.conflict(size)
        print(render(e).text)
        _ = e.handle(.input(.key(.character("e"))), at: Runbook.at)
        _ = e.handle(.input(.key(.character("m"))), at: Runbook.at)
        _ = e.handle(.input(.key(.character("X"))), at: Runbook.at)
        print(render(e).text)
    }
}
