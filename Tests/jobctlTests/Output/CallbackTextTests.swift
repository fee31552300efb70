// A callback in one line: whom it tells, of what, and how that stands.

import JobWire
import Testing

@testable import jobctl

@Suite struct CallbackTextTests {
  @Test func callbacksTellHowTheyStand() {
    let due = CallbackView(
      id: 3, url: "https://x/h", on: .failure, state: "due", tries: 2, nextAt: JobSamples.ago(-5),
      lastError: "status 503")
    #expect(
      CallbackText.line(due, at: TextSamples.moment) == "3  https://x/h (failure): due in 5s, tried 2 times: status 503"
    )
    let ofQueue = CallbackView(
      id: 5, url: "https://x/***", on: .any, state: "due", nextAt: JobSamples.ago(5), queue: "ci")
    #expect(CallbackText.line(ofQueue, at: TextSamples.moment) == "5  https://x/*** (any, queue ci): due now")
    let everybodys = CallbackView(id: 6, url: "https://x/***", on: .failure, state: "failed", isDefault: true)
    #expect(CallbackText.line(everybodys, at: TextSamples.moment) == "6  https://x/*** (failure, every job): failed")
    let delivered = CallbackView(
      id: 4, argv: ["sh", "-c", "a b"], on: .any, state: "delivered", tries: 1, deliveredAt: JobSamples.ago(60))
    #expect(
      CallbackText.line(delivered, at: TextSamples.moment) == "4  sh -c 'a b' (any): delivered 1m ago, tried 1 time")
  }

  @Test func settingsSayWhomEveryEndIsToldToAndWhoSaysSo() {
    let two = [CallbackSpec(url: "https://x/h", on: .failure), CallbackSpec(argv: ["sh", "-c", "a b"])]
    let set = SettingsView(callbacks: two, callbacksSource: .settings)
    #expect(
      CallbackText.sentence(set) == "The end of every job is told to https://x/h (failure), sh -c 'a b' (any).")
    #expect(CallbackText.remark(set) == nil)
    let none = SettingsView(callbacks: [], callbacksSource: .unreadable)
    #expect(CallbackText.sentence(none) == "Nobody is told of the end of every job.")
    #expect(CallbackText.remark(none)?.contains("jobctl notify set") == true)
    let file = SettingsView(callbacks: two, callbacksSource: .configuration)
    #expect(CallbackText.remark(file)?.contains("callbacks.default") == true)
  }
}
