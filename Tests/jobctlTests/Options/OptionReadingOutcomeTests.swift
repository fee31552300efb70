// The end of a job in front of a text.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct OptionReadingOutcomeTests {
  @Test(
    arguments: [
      ("success:x", .success, "x"), ("failure:mail -s a:b me", .failure, "mail -s a:b me"), ("any:", .any, ""),
      ("any:fail:x", .any, "fail:x"), ("mail -s failed: me", nil, "mail -s failed: me"), ("", nil, ""),
      ("A=b c", nil, "A=b c"), ("ANY=1 c", nil, "ANY=1 c"), ("https://x/a:b", nil, "https://x/a:b"),
      (": > file", nil, ": > file"), ("failure", nil, "failure"), ("./a:b", nil, "./a:b"),
      (#"{"on":"any"}"#, nil, #"{"on":"any"}"#),
    ] as [(String, WireCondition?, String)]) func anEndIsReadInFront(text: String, on: WireCondition?, rest: String)
    throws
  {
    let (outcome, left) = try OptionReading.outcome(text)
    #expect(outcome == on && left == rest)
  }

  @Test(arguments: [
    ("fail:x", "'fail:' is no end of a job; did you mean 'failure:'?"),
    ("failure=x", "'failure=' is no end of a job; did you mean 'failure:'?"),
    ("sucess:x", "'sucess:' is no end of a job; did you mean 'success:'?"),
    ("always:x", "'always:' is no end of a job; did you mean 'any:'?"),
    ("ok=x", "'ok=' is no end of a job; did you mean 'success:'?"),
    ("Failure:x", "'Failure:' is no end of a job; did you mean 'failure:'?"),
    ("never:x", "'never:' is no end of a job; there are success:, failure: and any:"),
  ]) func whatLooksLikeAnEndIsRefused(text: String, message: String) {
    #expect { try OptionReading.outcome(text) } throws: { ($0 as? ValidationError)?.message == message }
  }

  @Test(arguments: [("failure:x", "--on-failure"), ("success=x", "--on-success"), ("any:x", "--on-end")])
  func anEndThatTheOptionSaysAlreadyIsRefused(text: String, option: String) {
    #expect { try OptionReading.refuseOutcome(text) } throws: {
      ($0 as? ValidationError)?.message.contains(option) == true
    }
  }

  @Test(arguments: ["mail me", "A=1 mail me", "ANY=1 x", "x:y", ": > f"])
  func aCommandWithoutAnEndIsTaken(text: String) throws {
    try OptionReading.refuseOutcome(text)
  }
}
