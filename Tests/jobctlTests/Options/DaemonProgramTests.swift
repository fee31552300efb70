// Which jobd is started, and with what.

import Testing

@testable import jobctl

@Suite struct DaemonProgramTests {
  @Test func theOneBesideJobctlComesFirst() {
    #expect(
      DaemonProgram.paths(own: "/opt/jobd/bin/jobctl", search: "/usr/bin:relative::/bin")
        == ["/opt/jobd/bin/jobd", "/usr/bin/jobd", "/bin/jobd"])
    #expect(DaemonProgram.paths(own: nil, search: nil) == [])
  }

  /// Started from inside a job it would be taken for what is left of that job, once the job's own daemon starts anew.
  @Test func daemonIsNoJobAndNoOtherService() {
    let entries = [
      "HOME=/srv/ann", "JOBD_SLOTS=3", "JOBD_FENCE=a/1/1", "JOBD_JOB_ID=7", "JOBD_URL=unix:///x", "JOBD_TAG_A=b",
      "JOBD_PARENT_1_ID=3", "NOTIFY_SOCKET=/run/n", "LISTEN_FDS=1", "JOBD_TOKEN_FILE=/t",
    ]
    #expect(DaemonProgram.environment(entries) == ["HOME=/srv/ann", "JOBD_SLOTS=3"])
    #expect(DaemonProgram.hasSettings(["HOME=/", "JOBD_SLOTS=3"]) && !DaemonProgram.hasSettings(["HOME=/"]))
  }
}
