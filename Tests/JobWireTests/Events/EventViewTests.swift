// Events as they are read: by a program that may be older than the daemon.

import JobWire
import Testing

@Suite struct EventViewTests {
  @Test func eventsOfANewerDaemonAreHandedOn() throws {
    let text = #"{"id":"x","event":"job.teleported","at":"2026-11-22T08:00:00Z","planet":{"id":1},"batch":null}"#
    let event = try EventView(jsonBytes: Array(text.utf8))
    #expect(event.event == "job.teleported" && event.wireEvent == nil && event.id == "x" && event.batch == nil)
  }

  @Test func eventWithoutANameIsNone() {
    #expect(throws: WireDecodeError.self) { try EventView(jsonBytes: Array(#"{"id":"x"}"#.utf8)) }
  }

  @Test(arguments: WireJobState.allCases) func everyStateHasItsEvent(_ state: WireJobState) {
    #expect(WireEvent(state).rawValue == "job.\(state.rawValue)")
  }
}
