// The options that say which jobs by how they ended. They stand beside the other filters, because the reason of `cancel` is
// another one: what is kept with the jobs.

import ArgumentParser
import JobWire

/// Conditions that a command has beside those of all filters, or has not.
protocol EndConditions: ParsableArguments {
  func narrow(_ filter: inout JobFilterWire)
}

/// A filter by ends, as options.
struct EndOptions: EndConditions {
  @Option(
    help: ArgumentHelp(
      "Only jobs that are in their state for this reason, such as exit or timeout.", valueName: "reason"))
  var reason: String?

  @Option(help: ArgumentHelp("Only jobs whose latest attempt ended with this exit code.", valueName: "code"))
  var exitCode: Int?

  func narrow(_ filter: inout JobFilterWire) {
    filter.reason = reason
    filter.exitCode = exitCode
  }
}

/// No such options.
struct NoEndOptions: EndConditions {
  func narrow(_ filter: inout JobFilterWire) {}
}
