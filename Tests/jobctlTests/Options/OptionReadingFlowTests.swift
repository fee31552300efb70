// The texts of options about jobs that belong together.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct OptionReadingFlowTests {
  @Test(arguments: [
    ("7", AfterSpec(job: 7)), ("7:any", AfterSpec(job: 7, on: .any)), ("batch:3", AfterSpec(batch: 3)),
    ("batch:3:failure", AfterSpec(batch: 3, on: .failure)),
  ])
  func parentsAreRead(_ text: String, _ parent: AfterSpec) throws {
    #expect(try OptionReading.after(text) == parent)
  }

  @Test(arguments: ["", "0", "-1", "7:", "7:never", "batch", "batch:", "batch:x", "7:any:any", "job:7"])
  func otherParentsAreRefused(_ text: String) {
    #expect(throws: ValidationError.self) { try OptionReading.after(text) }
  }

  @Test func keysMayHaveColonsOfTheirOwn() throws {
    #expect(throws: ValidationError.self) { try OptionReading.unique("a:b") }
    #expect(try OptionReading.unique("a:b:return") == UniqueSpec(key: "a:b", onConflict: .return))
    #expect(throws: ValidationError.self) { try OptionReading.unique(":return") }
    #expect(try OptionReading.limit("a=b=3") == LimitSpec(key: "a=b", max: 3))
    for text in ["a", "=3", "a=0", "a=x"] { #expect(throws: ValidationError.self) { try OptionReading.limit(text) } }
  }

  @Test func callbacksHaveAConditionBeforeThem() throws {
    #expect(try OptionReading.callback("https://x/a=b") == CallbackSpec(url: "https://x/a=b"))
    #expect(try OptionReading.callback("failure:https://x") == CallbackSpec(url: "https://x", on: .failure))
    #expect(throws: ValidationError.self) { try OptionReading.callback("ftp://x") }
    #expect { try OptionReading.callback("http://h/ x") } throws: {
      ($0 as? ValidationError)?.message.contains("--on-end") == true
    }
  }

  @Test(arguments: [
    ("10/s", RateSpec(count: 10, per: .seconds(1))), ("100/m:20", RateSpec(count: 100, per: .seconds(60), burst: 20)),
    ("5/10s", RateSpec(count: 5, per: .seconds(10))),
  ])
  func ratesAreRead(_ text: String, _ rate: RateSpec) throws {
    #expect(try OptionReading.rate(text) == rate)
  }

  @Test(arguments: ["", "10", "10/", "0/s", "10/s:", "10/s:0", "10/s:5:5", "x/s", "10/0s", "10/s/m"])
  func otherRatesAreRefused(_ text: String) {
    #expect(throws: ValidationError.self) { try OptionReading.rate(text) }
  }

  @Test func batchesAreNamedByNumbers() throws {
    #expect(try OptionReading.batch("3") == 3)
    for text in ["0", "batch-3", ""] { #expect(throws: ValidationError.self) { try OptionReading.batch(text) } }
  }
}
