// What `jobctl schedule set` takes: one time, one thing to run, or a file that says all.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct ScheduleSetCommandTests {
  @Test(arguments: [
    ["a", "--cron", "@daily", "--", "backup", "-v"], ["a", "--every", "5m", "--shell", "make"],
    ["a", "--cron", "@daily", "--timezone", "Europe/Berlin", "--handler", "h", "--payload", "1"],
    ["a", "--file", "schedule.json"],
  ]) func commandLinesAreTaken(_ arguments: [String]) throws {
    #expect(try Jobctl.command(of: ["schedule", "set"] + arguments) is ScheduleSetCommand)
  }

  @Test(arguments: [
    ["a", "--every", "5m", "ls", "--cron", "@daily"], ["--every", "5m", "a", "ls", "--cron", "@daily"],
    ["--json", "a", "--every", "5m", "--", "ls", "--cron", "@daily"],
  ]) func optionsEndAtTheCommand(_ arguments: [String]) throws {
    let set = try #require(try Jobctl.command(of: ["schedule", "set"] + arguments) as? ScheduleSetCommand)
    let (name, command) = try set.line()
    #expect(name == "a" && command.argv == ["ls", "--cron", "@daily"] && set.cron == nil)
  }

  @Test(arguments: [
    ["a"], ["a", "--cron", "@daily"], ["a", "--shell", "make"],
    ["a", "--cron", "@daily", "--every", "5m", "--shell", "a"],
    ["a", "--every", "5m", "--shell", "a", "--", "b"], ["a", "--every", "5m", "--timezone", "UTC", "--shell", "a"],
    ["a", "--every", "5m", "--shell", "a", "--payload", "1"], ["a", "--file", "f", "--every", "5m"],
    ["a", "--file", "f", "--paused"], ["a", "--file", "f", "--timezone", "UTC"], ["a", "--file", "f", "--queue", "q"],
  ]) func whatContradictsItselfIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try Jobctl.command(of: ["schedule", "set"] + arguments) }
  }
}
