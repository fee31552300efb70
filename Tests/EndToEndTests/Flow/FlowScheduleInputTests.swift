// Schedules that cannot be taken: each is refused as a whole, with the field and the reason.

import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct FlowScheduleInputTests {
  @Test func badSchedulesNameTheirField() async throws {
    let daemon = try await Daemon()
    let job = #""job":{"handler":"noop"}"#
    let longName = String(repeating: "n", count: 300)
    let cases: [(body: String, field: String)] = [
      (#"{"cron":"61 * * * *",\#(job)}"#, "cron"), (#"{"cron":"0 0 30 2 *",\#(job)}"#, "cron"),
      (#"{"cron":"",\#(job)}"#, "cron"), (#"{"cron":"* * * *",\#(job)}"#, "cron"),
      (#"{"cron":"@reboot",\#(job)}"#, "cron"), (#"{"cron":5,\#(job)}"#, "cron"),
      (#"{"cron":"* * * * *","timezone":"Mars/Olympus",\#(job)}"#, "timezone"),
      (#"{"cron":"* * * * *","timezone":"","job":{"handler":"noop"}}"#, "timezone"),
      (#"{"cron":"* * * * *","timezone":"../../etc/passwd",\#(job)}"#, "timezone"),
      (#"{"every":"1ms",\#(job)}"#, "every"), (#"{"every":0,\#(job)}"#, "every"), (#"{"every":-5,\#(job)}"#, "every"),
      (#"{"every":"20000d",\#(job)}"#, "every"), (#"{"every":"soon",\#(job)}"#, "every"),
      (#"{"every":"1h","jitter":"25h",\#(job)}"#, "jitter"), (#"{"every":"1h","jitter":-1,\#(job)}"#, "jitter"),
      (#"{"every":"1h","overlap":"maybe",\#(job)}"#, "overlap"),
      (#"{"every":"1h","catch_up":"some",\#(job)}"#, "catch_up"),
      (#"{"every":"1h","paused":"yes",\#(job)}"#, "paused"), (#"{"every":"1h","colour":"red",\#(job)}"#, "colour"),
      (#"{"every":"1h"}"#, "job"), (#"{"every":"1h","job":5}"#, "job"),
      (#"{"every":"1h","job":{"handler":"noop","priority":5000}}"#, "job.priority"),
      (#"{"every":"1h","job":{"handler":"noop","colour":"red"}}"#, "job.colour"),
      (#"{"every":"1h","job":{"handler":"noop","run_at":"2030-01-01T00:00:00Z"}}"#, "job.run_at"),
      (#"{"every":"1h","job":{"handler":"noop","deadline":"2030-01-01T00:00:00Z"}}"#, "job.deadline"),
      (#"{"every":"1h","job":{"handler":"noop","batch":1}}"#, "job.batch"),
      (#"{"every":"1h","jitter":"61m",\#(job)}"#, "jitter"),
      (#"{"cron":"\#(String(repeating: "0,", count: 1_000))0 * * * *",\#(job)}"#, "cron"),
      (#"{"every":"1h","job":{"handler":"nobody"}}"#, "job.handler"),
    ]
    for (body, field) in cases {
      let answer = try await daemon.setSchedule("s", body)
      #expect(answer.status == 400 && answer.faultyFields.contains(field), "\(body): \(answer.text)")
    }
    for body in [#"{\#(job)}"#, #"{"cron":"* * * * *","every":"1h",\#(job)}"#, "", "[]", "{", "null"] {
      let answer = try await daemon.setSchedule("s", body)
      #expect((400...415).contains(answer.status), "\(body): \(answer.text)")
    }
    for name in [longName, "a%00b", "%20", "a%2Fb%0A"] {
      let answer = try await daemon.setSchedule(name, #"{"every":"1h",\#(job)}"#)
      #expect((400...404).contains(answer.status), "\(name): \(answer.text)")
    }
    let never = try await daemon.setSchedule("s", #"{"cron":"0 0 30 2 *",\#(job)}"#)
    #expect(never.text.contains("never"), "\(never.text)")
    let zone = try await daemon.setSchedule("s", #"{"every":"1h","timezone":"Berlin",\#(job)}"#)
    #expect(zone.status == 400 && zone.text.contains("Berlin"), "\(zone.text)")
    #expect(try await daemon.get("/v1/schedules").objects("schedules").isEmpty)
  }

  @Test func unknownSchedulesAreNotFound() async throws {
    let daemon = try await Daemon()
    #expect(try await daemon.get("/v1/schedules/none").status == 404)
    #expect(try await daemon.get("/v1/schedules/none/preview").status == 404)
    #expect(try await daemon.send("DELETE", "/v1/schedules/none").status == 404)
    for verb in ["pause", "resume", "run"] {
      let answer = try await daemon.post("/v1/schedules/none/\(verb)")
      #expect(answer.status == 404 && answer.code == "not_found", "\(verb): \(answer.text)")
    }
  }
}
