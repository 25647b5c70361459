"""All addresses of the hub, each behind the gate."""

from django.urls import URLPattern, URLResolver

from partnerhub.api import routes as api
from partnerhub.web import routes as web

urlpatterns: list[URLPattern | URLResolver] = [*api.urlpatterns, *web.urlpatterns]

handler400 = "partnerhub.web.pages.wrong.bad_request"
handler403 = "partnerhub.web.pages.wrong.forbidden"
handler404 = "partnerhub.web.pages.wrong.not_found"
handler429 = "partnerhub.web.pages.wrong.too_many"  # asked for by the sign-in library
handler500 = "partnerhub.web.pages.wrong.failed"
