// A queue whose jobs run as somebody calls no commands: they would run as jobd.

import Testing

@testable import JobCore

@Suite struct QueueSettingsRunAsTests {
  private func fault(_ user: String?, _ callbacks: [Callback]) -> FieldFault? {
    var settings = QueueSettings()
    (settings.runAs, settings.callbacks) = (user, callbacks)
    return settings.runAsFault
  }

  @Test func firstCommandIsNamed() {
    let (url, command) = (Callback(.url("http://h/")), Callback(.command(["a"])))
    #expect(fault("ann", [url, command, command])?.field == "callbacks[1].argv")
    #expect(fault("ann", [command])?.detail.contains("ann") == true)
    #expect(fault("ann", [url]) == nil, "it is not run here")
    #expect(fault(nil, [url, command]) == nil, "all runs as jobd")
  }

  @Test func changeThatContradictsItselfIsFound() {
    var change = QueueChange()
    change.runAs = .set("ann")
    #expect(change.faults(name: "q").isEmpty)
    change.callbacks = .set([Callback(.command(["a"]))])
    #expect(change.faults(name: "q").map(\.field) == ["callbacks[0].argv"])
  }
}
