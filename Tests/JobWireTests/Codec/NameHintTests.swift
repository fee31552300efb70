// "Did you mean" helps with typing errors and keeps quiet otherwise.

import JobWire
import Testing

@Suite struct NameHintTests {
  @Test(arguments: [
    ("quue", "queue"), ("Queue", "queue"), ("timeuot", "timeout"), ("max_atempts", "max_attempts"),
    ("priorty", "priority"),
  ]) func typingErrorsAreRecognised(input: String, meant: String) {
    #expect(NameHint.closest(to: input, among: ["queue", "timeout", "max_attempts", "priority", "on"]) == meant)
  }

  @Test(arguments: ["x", "zzzzz", "", "command"]) func otherNamesGetNoHint(input: String) {
    #expect(NameHint.closest(to: input, among: ["queue", "timeout", "on"]) == nil)
  }
}
