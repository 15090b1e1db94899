package io.quorate.adapter.http;

/** A text made anew for each request, on the thread that serves them all. */
public interface Page {

    /** The whole text. */
    String text();
}
