"""Pages that name whoever has signed in are kept by no cache, the browser's own included."""

from django.utils.cache import add_never_cache_headers


def keep_no_copies(get_response):
    """Forbid copies of every page of a signed-in reader that says nothing about
    it itself: on a shared computer the button "back" shows nobody's page after signing out."""

    def respond(request):
        response = get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return respond
