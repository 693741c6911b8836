/// What the demo's two editors edit.
public enum DemoDocument {
    public static let name = "runbook.md"

    public static let text = """
        # Runbook: payment gateway

        ## Out of hours

        Call the on-call engineer first.
        Pager: ops@example.org, 15 minutes.
        If nobody answers, restart the gateway.

        ## Restarting

        1. Drain node A: gwctl drain a
        2. Wait until the queue is empty.
        3. Restart it: systemctl restart gw

        """
}
