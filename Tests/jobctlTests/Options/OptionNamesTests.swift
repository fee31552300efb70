// The names of options, as the help text has them.

import Testing

@testable import jobctl

@Suite struct OptionNamesTests {
  @Test func longNamesAreRead() {
    let names = OptionNames.of(MapCommand.self)
    #expect(names.contains("--parallel") && names.contains("--null") && names.contains("--url"))
    #expect(names.contains("--queue") && names.contains("--after") && names.contains("--help"))
    #expect(names.allSatisfy { $0.hasPrefix("--") && !$0.contains("<") && !$0.contains(" ") })
  }

  @Test func examplesAreNoOptions() {
    #expect(!OptionNames.of(CancelCommand.self).contains("--mail"))
    #expect(!OptionNames.of(MapCommand.self).contains("--resize"))
  }
}
