// The texts of options become values, and what does not is refused in words.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct OptionReadingTests {
  @Test func durationsMayBeNegativeWhereThatMeansSomething() throws {
    #expect(try OptionReading.duration("1h30m") == .seconds(5_400))
    #expect(throws: ValidationError.self) { try OptionReading.duration("-1s") }
    #expect(try OptionReading.delay("-1s") == .seconds(-1))
    #expect(throws: ValidationError.self) { try OptionReading.timeLimit("0") }
    #expect(throws: ValidationError.self) { try OptionReading.delay("soon") }
  }

  @Test func timesAreReadInTheirForms() throws {
    #expect(try OptionReading.time("1970-01-01T00:00:01Z") == WireTime(micros: 1_000_000))
    #expect(throws: ValidationError.self) { try OptionReading.time("tomorrow") }
    let (now, ago) = (Moment.current.now.micros, try OptionReading.past("1h").micros)
    #expect((3_599_000_000...3_660_000_000).contains(now - ago))
  }

  @Test func aPairIsSplitAtItsFirstSign() throws {
    #expect(try OptionReading.pair("a=b=c") == OptionReading.Pair(name: "a", value: "b=c"))
    #expect(try OptionReading.pair("a=") == OptionReading.Pair(name: "a", value: ""))
    for text in ["", "a", "=b"] { #expect(throws: ValidationError.self) { try OptionReading.pair(text) } }
  }

  @Test func jobsAreNamedByNumbers() throws {
    #expect(try OptionReading.id("7") == 7)
    for text in ["0", "-7", "job-7", ""] { #expect(throws: ValidationError.self) { try OptionReading.id(text) } }
  }

  @Test func whatIsNoJSONIsSaidWithItsOption() throws {
    #expect(try OptionReading.json("[1]", of: "--payload") == .array([.integer(1)]))
    let error = #expect(throws: ValidationError.self) { try OptionReading.json("[1", of: "--payload") }
    #expect(error?.message.hasPrefix("--payload is not JSON") == true)
  }
}
