package io.quorate.verify.revision;

import io.quorate.verify.Invocation;
import io.quorate.verify.Response;

import java.util.List;

/** Operations as steps: most have one. */
final class Steps {

    private Steps() {}

    static List<Invocation> of(Invocation invocation) {
        return invocation instanceof Invocation.Transaction(List<Invocation> steps)
                ? steps
                : List.of(invocation);
    }

    static List<Response> of(Response response) {
        return response instanceof Response.Each(List<Response> steps) ? steps : List.of(response);
    }
}
