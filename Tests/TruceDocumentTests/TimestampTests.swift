import Testing

@testable import TruceDocument

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "RFC 3339, both ways",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_776_773_291_000, "2026-04-21T12:08:11Z"),
            (1_776_773_291_007, "2026-04-21T12:08:11.007Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"), (-62_167_219_200_000, "0000-01-01T00:00:00Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-2_203_891_200_000, "1900-03-01T00:00:00Z"),
        ] as [(Int64, String)])
    func bothWays(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Other spellings of one moment",
        arguments: [
            "2026-04-21T14:08:11+02:00", "2026-04-21t12:08:11z", "2026-04-21 12:08:11.000999Z",
            "2026-04-21T06:38:11-05:30", "2026-04-21T12:08:11.0Z",
        ])
    func spellings(text: String) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == 1_776_773_291_000)
    }

    @Test(
        "What is no time",
        arguments: [
            "", "2026-04-21", "2026-04-21T12:08Z", "2026-04-21T12:08:11", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-04-21T24:00:00Z", "2026-04-21T12:60:00Z", "2026-04-21T12:07:71Z", "2026-04-21T12:08:11.Z",
            "2026-04-21T12:08:11Z ",
            "2026-04-21T12:08:11+2:00", "2026-04-21T12:08:11+99:00", "2026-04-21T12:08:11+00:60",
            "+026-04-21T12:08:11Z", "２026-04-21T12:08:11Z",
        ])
    func malformed(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("Every day of 400 years comes back")
    func everyDay() {
        for day in stride(from: Int64(-25_567), to: 120_530, by: 1) {
            let moment = Timestamp(milliseconds: day * 86_400_000 + 43_200_000)
            if Timestamp(rfc3339: moment.rfc3339) != moment { Issue.record("day \(day): \(moment.rfc3339)") }
        }
    }

    @Test("Seconds between two moments")
    func difference() {
        #expect(Timestamp(milliseconds: 641_999).seconds(since: Timestamp(milliseconds: 1_000)) == 640)
        #expect(Timestamp(milliseconds: 0).seconds(since: Timestamp(milliseconds: 5_000)) == -5)
    }
}
