// What is said of a queue that does not exist.

import Testing

@testable import jobctl

@Suite struct KnownNamesTests {
  @Test func nameThatIsCloseIsSuggested() {
    let list = "See which queues there are with `jobctl queue list`."
    #expect(KnownNames.hint("bulid", ["default", "build"]) == "Did you mean build? \(list)")
    #expect(KnownNames.hint("gpu", ["default", "build"]) == list)
    #expect(KnownNames.hint("", []) == list)
  }
}
