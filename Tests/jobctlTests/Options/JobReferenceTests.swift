// How jobs are named on a command line.

import ArgumentParser
import Testing

@testable import jobctl

@Suite struct JobReferenceTests {
  @Test func numbersAndWordsNameJobs() throws {
    #expect(try JobReference.read("7") == .id(7))
    #expect(try JobReference.read("last") == .last)
    #expect(try JobReference.read("last-failed") == .lastFailed)
    #expect(try JobReference.read("%nightly backup") == .named("nightly backup"))
    #expect(try JobReference.read("%last") == .named("last"))
    #expect(try JobReference.read("%7%") == .named("7%"))
  }

  @Test(arguments: ["", "0", "-1", "seven", "%", "latest", "LAST", "7a"])
  func otherWordsAreRefused(_ text: String) {
    #expect(throws: ValidationError.self) { try JobReference.read(text) }
  }
}
