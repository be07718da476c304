"""Addresses of the mailbox, under /buzon/, in the demo only."""

from django.urls import path

from companies.mailbox import views

urlpatterns = [
    path("", views.letters, name="mailbox"),
    path("<int:pk>/", views.letter, name="mailbox_letter"),
    path("<int:pk>/html/", views.letter_html, name="mailbox_html"),
    path("<int:pk>/archivos/<int:number>/", views.letter_file, name="mailbox_file"),
]
