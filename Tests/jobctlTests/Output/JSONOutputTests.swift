// JSON that may be looked at.

import JobWire
import Testing

@testable import jobctl

@Suite struct JSONOutputTests {
  @Test func whatATerminalObeysIsEscapedAndMeansTheSame() throws {
    let job = JobSamples.job(7, .queued, name: "a\u{9B}31m\u{7F}\u{202E}é日😀\u{E0001}")
    let json = JSONOutput.escaped(job.jsonBytes())
    let text = String(decoding: json, as: UTF8.self)
    #expect(text.contains(#""a\u009b31m\u007f\u202eé日😀\udb40\udc01""#), "\(text)")
    #expect(try JobView(jsonBytes: json) == job)
  }
}
