// Settings through the layers: the strongest one counts, and every mistake is kept with its place.

import Testing

@testable import jobd

@Suite struct SettingReaderTests {
  private func reader(
    _ flags: [ConfigSetting: ConfigText] = [:], _ environment: [String: String] = [:]
  ) -> SettingReader {
    SettingReader(flags: flags, environment: environment, file: nil)
  }

  @Test func aFlagOutweighsTheEnvironment() {
    var reader = reader([.slots: .one("7")], ["JOBD_SLOTS": "5", "JOBD_GRACE": "2s"])
    #expect(reader.integer(.slots, or: 1, in: 1...10) == 7)
    #expect(reader.duration(.grace, or: 0, in: 0...10_000_000) == 2_000_000)
    #expect(reader.integer(.connectionLimit, or: 3, in: 1...10) == 3)
    #expect(reader.sources == [.slots: "--slots", .grace: "JOBD_GRACE"] && reader.problems.isEmpty)
  }

  @Test func whatCannotBeUsedLeavesTheDefaultAndIsSaid() {
    var reader = reader([:], ["JOBD_SLOTS": "11", "JOBD_GRACE": "soon", "JOBD_DEBUG": "maybe", "JOBD_LOG_LIMIT": "-1"])
    #expect(reader.integer(.slots, or: 1, in: 1...10) == 1)
    #expect(reader.duration(.grace, or: 9, in: 0...10) == 9)
    let isDebug = reader.flag(.debug, or: true)
    #expect(isDebug)
    #expect(reader.bytes(.logLimit, or: 5, in: 0...10) == 5)
    #expect(reader.problems.map(\.source) == ["JOBD_SLOTS", "JOBD_GRACE", "JOBD_DEBUG", "JOBD_LOG_LIMIT"])
    #expect(reader.hasProblem("slots") && !reader.hasProblem("listen"))
  }

  @Test(arguments: [("yes", true), ("ON", true), ("1", true), ("False", false), ("off", false), ("0", false)])
  func truthHasItsWords(_ text: String, _ truth: Bool) {
    #expect(SettingReader.truth(text) == truth)
  }

  @Test func anEmptyVariableSaysNothing() {
    var reader = reader([:], ["JOBD_SLOTS": ""])
    #expect(reader.integer(.slots, or: 4, in: 1...10) == 4 && reader.problems.isEmpty)
  }
}
